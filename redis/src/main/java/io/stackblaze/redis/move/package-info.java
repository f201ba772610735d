/** Moving a live Redis or Valkey to another server: copy, follow, verify, cut over, and back again. */
@NullMarked
package io.stackblaze.redis.move;

import org.jspecify.annotations.NullMarked;
