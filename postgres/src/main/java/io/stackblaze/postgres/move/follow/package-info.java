/** Keeping a target in step with a source that is written all the time. */
@NullMarked
package io.stackblaze.postgres.move.follow;

import org.jspecify.annotations.NullMarked;
