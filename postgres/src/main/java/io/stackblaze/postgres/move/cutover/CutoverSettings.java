package io.stackblaze.postgres.move.cutover;

import java.time.Duration;

/**
 * The bounds of a cut.
 *
 * @param longestPause how long writes may stand still before everything is undone
 * @param fencePatience how long writers are ended and waited for, within that
 * @param nearEnough how far behind the target may be when the cut begins
 */
public record CutoverSettings(Duration longestPause, Duration fencePatience, Duration nearEnough) {
    /** What suits most. */
    public static final CutoverSettings USUAL = new CutoverSettings(Duration.ofSeconds(30), Duration.ofSeconds(10),
            Duration.ofSeconds(1));
}
