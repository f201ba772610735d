package io.stackblaze.engine;

/**
 * How many instances a service has. Equal bounds mean a fixed number; zero means stopped.
 *
 * @param min fewest instances, from 0
 * @param max most instances, at least {@code min}
 * @param targetCpuPercent average CPU use over the instances, in percent of their bound, that scaling aims at
 */
public record Scaling(int min, int max, int targetCpuPercent) {
    /** Refuses bounds that cross. */
    public Scaling {
        if (min < 0 || max < min || targetCpuPercent < 1 || targetCpuPercent > 100) {
            throw new IllegalArgumentException("scaling " + min + ".." + max + " at " + targetCpuPercent + " %");
        }
    }
}
