package io.stackblaze.postgres.move.follow;

import java.time.Duration;

/**
 * What one step of following did.
 *
 * @param position whose state the target has now
 * @param changes rows that were written, taken away or touched
 * @param tables how many tables were touched
 * @param took how long the step took; the target is behind the source by no more than this and the pause before it
 */
public record Batch(Snapshot position, long changes, int tables, Duration took) {
    /** Whether the source had nothing new. */
    public boolean isEmpty() { return tables == 0; }
}
