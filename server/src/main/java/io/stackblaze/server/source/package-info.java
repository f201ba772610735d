/** Uploaded source trees. */
@NullMarked
package io.stackblaze.server.source;

import org.jspecify.annotations.NullMarked;
