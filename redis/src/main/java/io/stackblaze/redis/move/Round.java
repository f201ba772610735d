package io.stackblaze.redis.move;

import java.time.Duration;

/**
 * One round of following: the target now holds what the source held when it began, or something newer.
 *
 * @param written values written
 * @param removed keys removed
 * @param bytes bytes of values carried, about
 * @param wasWhole whether all keys were looked at, not only those known to have changed
 * @param took how long; the target is never further behind than this and the pause between rounds
 */
public record Round(long written, long removed, long bytes, boolean wasWhole, Duration took) {}
