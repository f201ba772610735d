package io.stackblaze.engine.local.rollout;

import java.nio.file.Path;
import java.time.Clock;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.local.instance.Instances;
import io.stackblaze.engine.local.logs.ServiceLog;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
import io.stackblaze.engine.local.proc.Meter;

/**
 * What the keeper of a service works with.
 *
 * @param state file in which the keeper keeps what must survive
 * @param changed called after each change of the service's status
 */
public record Surroundings(EnvironmentId environment, String service, Instances instances, EnvironmentNetwork network,
        ServiceLog log, Meter meter, Timing timing, Clock clock, Path state, Runnable changed) {}
