package io.stackblaze.engine;

import java.time.Duration;
import java.time.ZoneId;

/**
 * A service that runs by the clock, one run for each tick.
 *
 * @param schedule five-field cron expression
 * @param timezone zone it is read in
 * @param concurrency what to do when a run is due and the last one is not over
 * @param timeout longest run; then it is stopped and failed
 * @param paused whether ticks are let pass (a scale of zero)
 */
public record CronSpec(String name, Workload workload, String schedule, ZoneId timezone, Concurrency concurrency,
        Duration timeout, boolean paused) implements ProcessSpec {
    /** What to do when a run is due and the last one is not over. */
    public enum Concurrency {
        /** Skip the tick. */
        FORBID,
        /** Run beside it. */
        ALLOW,
        /** Stop the old run first. */
        REPLACE
    }
}
