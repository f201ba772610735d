package io.stackblaze.server.dashboard.page;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One instance, or one run of a cron job.
 *
 * @param word what its state is called: {@code ready}, {@code backing off}
 * @param reason why it last ended, a sentence; empty when it did not
 */
public record InstanceRow(String name, State state, String word, int release, @Nullable Instant startedAt,
        @Nullable Instant endedAt, int restarts, String reason, double cpuPercent, long memoryBytes) {}
