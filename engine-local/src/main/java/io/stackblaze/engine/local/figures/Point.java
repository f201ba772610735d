package io.stackblaze.engine.local.figures;

import java.time.Instant;

/**
 * What one service used and served in the seconds before a moment.
 *
 * @param at the moment
 * @param instances processes that served or worked
 * @param cpuPercent of one CPU, over all instances
 * @param memoryBytes resident memory, over all instances
 * @param requests public requests that ended, per second
 * @param errors those of them answered with 5xx, per second
 * @param p50Millis duration that half of them stayed within; 0 when there were none
 * @param p99Millis duration that 99 % of them stayed within; 0 when there were none
 */
public record Point(Instant at, int instances, double cpuPercent, long memoryBytes, double requests, double errors,
        double p50Millis, double p99Millis) {}
