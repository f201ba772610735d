package io.stackblaze.blueprint;

/** The keys of {@code scaling}; without {@code max_instances} the number is fixed at {@code min_instances}. */
public record Scaling(int minInstances, int maxInstances, int targetCpuPercent) {
    /** What holds when nothing is given: one instance. */
    public static final Scaling DEFAULT = new Scaling(1, 1, 70);
}
