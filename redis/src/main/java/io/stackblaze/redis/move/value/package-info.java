/** Values of Redis: in the form of {@code DUMP}, piece by piece, and as digests that two servers can be compared by. */
@NullMarked
package io.stackblaze.redis.move.value;

import org.jspecify.annotations.NullMarked;
