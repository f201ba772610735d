package io.stackblaze.server.deployment;

import java.util.Optional;
import java.util.Set;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.WorkerSpec;

/**
 * How far a service has come towards its spec. An engine works on a spec after it took it, so what it says about a
 * service may still be about the spec before: only words about the wanted release count. Pure.
 */
final class Arrival {
    private static final Set<String> PAST_HEALTH = Set.of("switching", "draining");

    private Arrival() {}

    /** Whether a service has come that far. */
    static boolean reached(EnvironmentStatus status, ServiceSpec wanted, Rollouts.Goal goal) {
        return status.service(wanted.name()).filter(seen -> seen.rollout().release() == release(wanted))
                .map(seen -> switch (seen.rollout()) {
                    case Rollout.Live _ -> !stopped(wanted) && ready(seen) >= fewest(wanted);
                    case Rollout.Stopped _ -> stopped(wanted);
                    case Rollout.Rolling rolling -> goal == Rollouts.Goal.HEALTHY && wanted instanceof ProcessSpec
                            && (PAST_HEALTH.contains(rolling.phase()) || rolling.ready() >= rolling.wanted());
                    case Rollout.Failed _ -> false;
                }).orElse(false);
    }

    /** Why the engine gave the wanted release up, if it did. A datastore is never given up, only tried again. */
    static Optional<Rollout.Failed> givenUp(EnvironmentStatus status, ServiceSpec wanted) {
        return status.service(wanted.name()).map(ServiceStatus::rollout).filter(Rollout.Failed.class::isInstance)
                .map(Rollout.Failed.class::cast).filter(failed -> failed.release() == release(wanted));
    }

    private static int release(ServiceSpec wanted) {
        return wanted instanceof ProcessSpec process ? process.workload().release() : 0;
    }

    private static boolean stopped(ServiceSpec wanted) {
        return switch (wanted) {
            case WebSpec web -> web.scaling().max() == 0;
            case WorkerSpec worker -> worker.scaling().max() == 0;
            case CronSpec cron -> cron.paused();
            case DatastoreSpec _ -> false;
        };
    }

    private static int fewest(ServiceSpec wanted) {
        return switch (wanted) {
            case WebSpec web -> web.scaling().min();
            case WorkerSpec worker -> worker.scaling().min();
            case CronSpec _,DatastoreSpec _ -> 0;
        };
    }

    private static long ready(ServiceStatus seen) {
        return seen.instances().stream().filter(instance -> instance.state() == InstanceStatus.State.READY).count();
    }
}
