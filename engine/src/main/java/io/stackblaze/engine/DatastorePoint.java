package io.stackblaze.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a datastore was at a moment, and in the seconds before it.
 *
 * @param at the moment
 * @param bytes size of its data
 * @param connections sessions in it
 * @param hitPercent of what was read, what was found in memory, or for Redis was there at all; null when nothing was
 * read
 * @param perSecond transactions that ended, or for Redis commands
 */
public record DatastorePoint(Instant at, long bytes, int connections, @Nullable Double hitPercent, double perSecond) {}
