/** Finding out, by trying, whether a database can be moved. */
@NullMarked
package io.stackblaze.postgres.move.preflight;

import org.jspecify.annotations.NullMarked;
