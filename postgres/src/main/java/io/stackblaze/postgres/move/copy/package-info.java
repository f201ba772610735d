/** Copying the rows of a database under one snapshot, and building the indexes meanwhile. */
@NullMarked
package io.stackblaze.postgres.move.copy;

import org.jspecify.annotations.NullMarked;
