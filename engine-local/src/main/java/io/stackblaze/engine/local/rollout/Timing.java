package io.stackblaze.engine.local.rollout;

import java.time.Duration;

/**
 * The engine's own measures of time; tests give shorter ones.
 *
 * @param workerHealthy how long a worker must live to count as healthy
 * @param backoff wait before an instance is started the second time in a row; doubles from then on
 * @param longestBackoff longest such wait
 * @param calm health after which an instance counts as never having ended
 * @param scale time between two decisions on the number of instances
 * @param scaleDown how long fewer instances must have been enough before there are fewer
 * @param sample time between two looks at CPU and memory
 */
public record Timing(Duration workerHealthy, Duration backoff, Duration longestBackoff, Duration calm, Duration scale,
        Duration scaleDown, Duration sample) {
    /** What every engine promises. */
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(10),
            Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofMinutes(5),
            Duration.ofSeconds(5));

    /** The wait before the next start: none at first, then doubling. */
    Duration before(int restarts) {
        if (restarts == 0) {
            return Duration.ZERO;
        }
        var wait = backoff.multipliedBy(1L << Math.min(restarts - 1, 20));
        return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
    }
}
