package io.stackblaze.engine.local.cron;

import java.time.Instant;

import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.local.proc.Meter;
import org.jspecify.annotations.Nullable;

/**
 * One run of a cron job, kept before it starts and after it ended.
 *
 * @param tick the time it was due
 * @param instance id of its instance
 * @param exitCode how it ended; null while it runs and when nobody saw it
 * @param reason why it ended badly; empty when it did not
 */
record Run(int number, Instant tick, String instance, int release, Instant startedAt, @Nullable Instant endedAt,
        @Nullable Integer exitCode, String reason) {
    boolean isOver() { return endedAt != null; }

    Run ended(Instant at, @Nullable Integer code, String why) {
        return new Run(number, tick, instance, release, startedAt, at, code, why);
    }

    InstanceStatus status(String service, boolean stopping, Meter.Usage usage) {
        var state = !isOver()
                ? stopping ? InstanceStatus.State.DRAINING : InstanceStatus.State.READY
                : reason.isEmpty() ? InstanceStatus.State.ENDED : InstanceStatus.State.FAILED;
        return new InstanceStatus(service + "." + number, release, state, startedAt, endedAt, exitCode, 0, reason,
                usage.cpuPercent(), usage.memoryBytes());
    }
}
