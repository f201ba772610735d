/** Proving that two databases hold the same, by sums that the servers compute and everybody can compute again. */
@NullMarked
package io.stackblaze.postgres.move.verify;

import org.jspecify.annotations.NullMarked;
