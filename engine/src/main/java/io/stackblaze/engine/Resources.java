package io.stackblaze.engine;

/**
 * Bounds of one instance. An engine that cannot enforce one says so in {@link EnvironmentStatus#missing()}.
 *
 * @param memoryMiB memory in MiB; reaching it ends the instance
 * @param cpuMillis thousandths of a CPU
 */
public record Resources(int memoryMiB, int cpuMillis) {}
