/** The whole, through the launcher, as a newcomer meets it. */
@NullMarked
package io.stackblaze.e2e;

import org.jspecify.annotations.NullMarked;
