package io.stackblaze.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One instance, or one run of a cron job.
 *
 * @param name Heroku's form: {@code web.1}; {@code totals.1842} for a run
 * @param release release it belongs to, 0 for a datastore
 * @param startedAt when its process began
 * @param endedAt when it ended, if it did
 * @param exitCode how it ended: 0..255, or 128 + signal; null when unknown or still running
 * @param restarts how often it was started again since its release began
 * @param reason why it last ended, a sentence; empty when it did not
 * @param cpuPercent share of one CPU over the last seconds, in percent
 * @param memoryBytes resident memory
 */
public record InstanceStatus(String name, int release, State state, @Nullable Instant startedAt,
        @Nullable Instant endedAt, @Nullable Integer exitCode, int restarts, String reason, double cpuPercent,
        long memoryBytes) {
    /** Where an instance stands. */
    public enum State {
        /** Started, not yet healthy. */
        STARTING,
        /** Serves, or works. */
        READY,
        /** No new work goes to it; finishing. */
        DRAINING,
        /** Ended by itself; waiting to be started again. */
        BACKOFF,
        /** Ended well, or was stopped. */
        ENDED,
        /** Ended badly. */
        FAILED
    }
}
