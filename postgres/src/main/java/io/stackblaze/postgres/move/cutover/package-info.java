/** The cut: writes stop at one side, everything is there at the other, and both can be told. */
@NullMarked
package io.stackblaze.postgres.move.cutover;

import org.jspecify.annotations.NullMarked;
