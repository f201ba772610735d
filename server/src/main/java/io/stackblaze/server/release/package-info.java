/** Releases, and how a release becomes the spec of an environment. The making is pure. */
@NullMarked
package io.stackblaze.server.release;

import org.jspecify.annotations.NullMarked;
