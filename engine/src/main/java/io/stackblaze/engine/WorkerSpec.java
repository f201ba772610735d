package io.stackblaze.engine;

/** A service that runs all the time and listens to nobody; living for ten seconds counts as healthy. */
public record WorkerSpec(String name, Workload workload, Scaling scaling) implements ProcessSpec {}
