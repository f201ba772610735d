/** Snapshots of whole servers: taken from one that runs, brought back as another. */
@NullMarked
package io.stackblaze.redis.snapshot;

import org.jspecify.annotations.NullMarked;
