/** The protocol of Redis (RESP2) as a mover needs it: bytes in and out, in pipelines. */
@NullMarked
package io.stackblaze.redis.move.wire;

import org.jspecify.annotations.NullMarked;
