package io.stackblaze.postgres.move.follow;

import java.time.Duration;

/**
 * The bounds of following.
 *
 * @param lockTimeout how long the lock of a source's table is waited for at a time; writers wait no longer because of
 * us
 * @param lockPatience how long it is tried for before giving up
 * @param silence how long a server may say nothing before it counts as gone
 */
public record FollowSettings(Duration lockTimeout, Duration lockPatience, Duration silence) {
    /** What suits most sources. */
    public static final FollowSettings USUAL = new FollowSettings(Duration.ofMillis(300), Duration.ofMinutes(2),
            Duration.ofMinutes(2));
}
