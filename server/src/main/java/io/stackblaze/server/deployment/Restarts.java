package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;

/** Knows instances apart from their successors, to see when all were replaced. */
final class Restarts {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final Engine engine;

    Restarts(Engine engine) {
        this.engine = engine;
    }

    /** The instances that run now, each by name and moment of its start. */
    Set<String> instances(EnvironmentId id, Collection<String> services) {
        var running = new HashSet<String>();
        for (var service : engine.status(id).services()) {
            if (services.contains(service.service())) {
                running.addAll(running(service));
            }
        }
        return running;
    }

    /** Waits until none of the instances there were is left, and their successors serve. */
    void awaitReplaced(StepContext context, Collection<String> services, Set<String> before)
            throws StepFailure, InterruptedException {
        var patience = new Patience(LONGEST);
        while (!replaced(engine.status(context.environment()), services, before)) {
            context.checkCancelled();
            patience.pause(() -> "Not all instances were replaced");
        }
    }

    /** Instances of all services but datastores, which go on by themselves. */
    static List<String> running(EnvironmentStatus status) {
        return status.services().stream().filter(service -> service.rollout().release() > 0)
                .flatMap(service -> running(service).stream()).toList();
    }

    private static boolean replaced(EnvironmentStatus status, Collection<String> services, Set<String> before)
            throws StepFailure {
        boolean replaced = true;
        for (var service : status.services()) {
            if (services.contains(service.service())) {
                replaced &= settled(service) && running(service).stream().noneMatch(before::contains);
            }
        }
        return replaced;
    }

    private static boolean settled(ServiceStatus service) throws StepFailure {
        return switch (service.rollout()) {
            case Rollout.Live _,Rollout.Stopped _ -> true;
            case Rollout.Rolling _ -> false;
            case Rollout.Failed failed -> throw new StepFailure(
                    service.service() + " did not come back: " + failed.cause() + ".",
                    "`stackblaze logs " + service.service() + "` has more.", failed.lastLines());
        };
    }

    private static List<String> running(ServiceStatus service) {
        return service.instances().stream().filter(instance -> !over(instance))
                .map(instance -> instance.name() + "@" + instance.startedAt()).toList();
    }

    private static boolean over(InstanceStatus instance) {
        return switch (instance.state()) {
            case ENDED, FAILED -> true;
            case STARTING, READY, DRAINING, BACKOFF -> false;
        };
    }
}
