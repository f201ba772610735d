package io.stackblaze.migration.dns;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How long resolvers may still keep what a domain had before. What is seen at one moment does not tell; so it is noted
 * each time.
 *
 * @param ttlSeconds the time to live that was seen last
 * @param until when the last record with a longer one is forgotten everywhere
 */
public record TtlWatch(long ttlSeconds, Instant until) {
    /** A change is seen everywhere after a minute. */
    public static final long LOW_SECONDS = 60;
    /** What is assumed of a record that was low already when it was first seen: the longest that is common. */
    public static final long UNKNOWN_SECONDS = 86_400;

    /**
     * What is known now.
     *
     * @param before what was known; null when it was never looked at
     * @param ttl seen now
     * @param assumed what it was before it was first seen
     */
    public static TtlWatch seen(@Nullable TtlWatch before, long ttl, Instant now, long assumed) {
        if (before == null) {
            return new TtlWatch(ttl, now.plusSeconds(ttl <= LOW_SECONDS ? assumed : ttl));
        }
        if (ttl == before.ttlSeconds() && ttl <= LOW_SECONDS) {
            return before;
        }
        // Somebody may have asked just before it changed.
        var kept = now.plusSeconds(Math.max(ttl, before.ttlSeconds()));
        return new TtlWatch(ttl, kept.isAfter(before.until()) ? kept : before.until());
    }

    /** Whether it is low. */
    public boolean low() {
        return ttlSeconds >= 0 && ttlSeconds <= LOW_SECONDS;
    }

    /** Whether a change now is seen everywhere after at most a minute. */
    public boolean ready(Instant now) {
        return low() && !now.isBefore(until);
    }
}
