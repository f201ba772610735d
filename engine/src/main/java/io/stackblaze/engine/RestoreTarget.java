package io.stackblaze.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * To which moment a datastore is restored: a time, a named point, or the newest when neither is given.
 *
 * @param at all that was committed by then
 * @param point label of a point
 */
public record RestoreTarget(@Nullable Instant at, @Nullable String point) {
    /** The newest moment that is kept. */
    public static final RestoreTarget NEWEST = new RestoreTarget(null, null);

    /** Refuses two moments at once. */
    public RestoreTarget {
        if (at != null && point != null) {
            throw new IllegalArgumentException("give a time or a point to restore, not both");
        }
    }
}
