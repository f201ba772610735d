/** Keys, encryption at rest, and keeping secret values out of what is shown. */
@NullMarked
package io.stackblaze.server.secret;

import org.jspecify.annotations.NullMarked;
