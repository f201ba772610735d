package io.stackblaze.build;

import java.time.Duration;

import io.stackblaze.build.source.SourceLimits;

/**
 * What one build may use.
 *
 * @param source how much source
 * @param time from start to end, waiting for others included
 * @param outputBytes how much tool output is passed on to the log; what is beyond is dropped, and said to be
 * @param memoryBytes memory of all its processes together, where the machine lets us bound it
 * @param unused how long a layer or build stays after its last use, whatever {@link Builder#collect} is asked for: a
 * release that needs it may be on its way
 */
public record BuildLimits(SourceLimits source, Duration time, long outputBytes, long memoryBytes, Duration unused) {
    /** 30 minutes, 16 MiB of output, 4 GiB of memory, an hour unused. */
    public static final BuildLimits DEFAULT = new BuildLimits(SourceLimits.DEFAULT, Duration.ofMinutes(30), 16L << 20,
            4L << 30, Duration.ofHours(1));
}
