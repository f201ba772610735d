package io.stackblaze.engine;

import java.time.Duration;

/**
 * A command run once beside the services, in a sandbox like theirs: {@code run}, {@code pre_deploy}.
 *
 * @param service service whose place it takes in names and limits
 * @param label name of the instance: {@code run.1842}, {@code release.12}
 * @param timeout longest run; then it is stopped and exit code 124 is given
 */
public record OneOff(EnvironmentId id, String service, String label, Workload workload, Duration timeout) {}
