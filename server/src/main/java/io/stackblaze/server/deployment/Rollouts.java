package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.SpecMaker;

/** Gives specs to the engine and waits until they have become true. */
final class Rollouts {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Set<String> PAST_HEALTH = Set.of("switching", "draining");

    private final Engine engine;
    private final Projects projects;

    /** How far services must have come. */
    enum Goal {
        /** New instances are healthy. */
        HEALTHY,
        /** Only new instances serve. */
        LIVE
    }

    Rollouts(Engine engine, Projects projects) {
        this.engine = engine;
        this.projects = projects;
    }

    /** Has the engine work towards a spec; gives its revision. */
    long apply(Projects.Environment environment, LongFunction<EnvironmentSpec> spec) {
        long revision = projects.nextRevision(environment.key());
        engine.apply(spec.apply(revision));
        return revision;
    }

    /**
     * Waits until services have come that far.
     *
     * @throws StepFailure with the cause and the last lines when the engine gives one up, or when it takes too long
     */
    void await(StepContext context, long revision, Collection<String> services, Goal goal)
            throws StepFailure, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            var status = engine.status(context.environment());
            if (status.revision() < revision) {
                throw new StepFailure("The engine has forgotten what " + context.environment() + " should be.",
                        "Deploy again.");
            }
            var waiting = services.stream().filter(service -> !reached(status, service, goal)).toList();
            refuseFailed(status, services);
            report(context, status, services);
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StepFailure("Not ready after " + LONGEST.toMinutes() + " minutes: "
                        + String.join(", ", waiting) + ".", "See `stackblaze status` and `stackblaze logs`.");
            }
            context.checkCancelled();
            pause();
        }
    }

    /** Waits until nothing but datastores runs. */
    void awaitStopped(EnvironmentId id) throws StepFailure, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!engine.status(id).services().stream().allMatch(Rollouts::stopped)) {
            if (System.nanoTime() > deadline) {
                throw new StepFailure("Some services have not stopped after 5 minutes.", "See `stackblaze status`.");
            }
            pause();
        }
    }

    /** The services whose instances have a health of their own. */
    static List<String> processes(SpecMaker.Parts parts) {
        return parts.services().values().stream()
                .filter(service -> service instanceof ProcessService && !(service instanceof Cron))
                .map(io.stackblaze.blueprint.Service::name).toList();
    }

    /** The services that keep data. */
    static List<String> datastores(SpecMaker.Parts parts) {
        return parts.services().values().stream().filter(service -> !(service instanceof ProcessService))
                .map(io.stackblaze.blueprint.Service::name).toList();
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(LOOK.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static boolean reached(EnvironmentStatus status, String service, Goal goal) {
        return status.service(service).map(ServiceStatus::rollout).map(rollout -> switch (rollout) {
            case Rollout.Live _,Rollout.Stopped _ -> true;
            case Rollout.Rolling rolling -> goal == Goal.HEALTHY
                    && (PAST_HEALTH.contains(rolling.phase()) || rolling.ready() >= rolling.wanted());
            case Rollout.Failed _ -> false;
        }).orElse(false);
    }

    private static void refuseFailed(EnvironmentStatus status, Collection<String> services) throws StepFailure {
        for (var service : status.services()) {
            if (services.contains(service.service()) && service.rollout() instanceof Rollout.Failed failed) {
                throw new StepFailure(service.service() + " did not become healthy: " + failed.cause() + ".",
                        "Correct it and deploy again; `stackblaze logs " + service.service() + "` has more.",
                        failed.lastLines());
            }
        }
    }

    private static void report(StepContext context, EnvironmentStatus status, Collection<String> services) {
        int ready = 0;
        int wanted = 0;
        for (var service : status.services()) {
            if (services.contains(service.service()) && service.rollout() instanceof Rollout.Rolling rolling) {
                ready += rolling.ready();
                wanted += rolling.wanted();
            }
        }
        if (wanted > 0) {
            context.progress(ready, wanted, "instances");
        }
    }

    private static boolean stopped(ServiceStatus service) {
        return service.instances().stream().allMatch(instance -> switch (instance.state()) {
            case ENDED, FAILED -> true;
            case STARTING, READY, DRAINING, BACKOFF -> false;
        });
    }
}
