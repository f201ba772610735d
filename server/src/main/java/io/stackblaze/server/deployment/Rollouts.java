package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;

import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Service;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.SpecMaker;

/** Gives specs to the engine and waits until they have become true. */
final class Rollouts {
    /** How often a spec is given to an engine that forgets it. */
    static final int ATTEMPTS = 3;

    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(5);
    /** A datastore that fails at first may still be about the spec before, or come up at the next attempt. */
    private static final Duration DATASTORE_PATIENCE = Duration.ofSeconds(60);

    private final Engine engine;
    private final Projects projects;

    /** How far services must have come. */
    enum Goal {
        /** New instances are healthy. */
        HEALTHY,
        /** Only new instances serve. */
        LIVE
    }

    /** The engine does not know the spec it was given: it lost its own state, and must be told again. */
    static final class ForgottenException extends Exception {
        private static final long serialVersionUID = 1;
    }

    Rollouts(Engine engine, Projects projects) {
        this.engine = engine;
        this.projects = projects;
    }

    /** Has the engine work towards a spec, and gives the spec. */
    EnvironmentSpec apply(Projects.Environment environment, LongFunction<EnvironmentSpec> maker) {
        var spec = maker.apply(projects.nextRevision(environment.key()));
        engine.apply(spec);
        return spec;
    }

    /** Applies a spec and waits for some of its services, telling the engine again should it forget. */
    void applyAndAwait(StepContext context, Projects.Environment environment, LongFunction<EnvironmentSpec> maker,
            Collection<String> services) throws StepFailure, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                await(context, apply(environment, maker), services, Goal.LIVE);
                return;
            } catch (ForgottenException _) {
                context.log("The engine lost what it was told; telling it again.");
            }
        }
        throw forgets();
    }

    /**
     * Waits until services have come that far.
     *
     * @param wanted what was applied
     * @param services names of those that are waited for
     * @throws StepFailure with the cause and the last lines when the engine gives one up, or when it takes too long
     */
    void await(StepContext context, EnvironmentSpec wanted, Collection<String> services, Goal goal)
            throws StepFailure, ForgottenException, InterruptedException {
        var patience = new Patience(LONGEST);
        while (true) {
            var status = engine.status(wanted.id());
            if (status.revision() < wanted.revision()) {
                throw new ForgottenException();
            }
            report(context, status, services);
            var waiting = wanted.services().stream().filter(service -> services.contains(service.name()))
                    .filter(service -> !Arrival.reached(status, service, goal)).toList();
            if (waiting.isEmpty()) {
                return;
            }
            for (var service : waiting) {
                refuseGivenUp(status, service, patience);
            }
            context.checkCancelled();
            patience.pause(() -> "Not ready: " + String.join(", ", waiting.stream().map(ServiceSpec::name).toList()));
        }
    }

    /** Waits until nothing but datastores runs. */
    void awaitStopped(EnvironmentId id) throws StepFailure, InterruptedException {
        var patience = new Patience(LONGEST_STOP);
        while (!Restarts.running(engine.status(id)).isEmpty()) {
            patience.pause(() -> "Some services have not stopped");
        }
    }

    /** What to say about an engine that forgets again and again. */
    static StepFailure forgets() {
        return new StepFailure("The engine keeps losing what it is told.", "See the node's log, then deploy again.");
    }

    /** The services whose instances have a health of their own. */
    static List<String> processes(SpecMaker.Parts parts) {
        return parts.services().values().stream()
                .filter(service -> service instanceof ProcessService && !(service instanceof Cron)).map(Service::name)
                .toList();
    }

    /** The services that keep data. */
    static List<String> datastores(SpecMaker.Parts parts) {
        return parts.services().values().stream().filter(service -> !(service instanceof ProcessService))
                .map(Service::name).toList();
    }

    private static void refuseGivenUp(EnvironmentStatus status, ServiceSpec wanted, Patience patience)
            throws StepFailure {
        var failed = Arrival.givenUp(status, wanted);
        boolean datastore = wanted instanceof DatastoreSpec;
        if (failed.isEmpty() || (datastore && !patience.exceeds(DATASTORE_PATIENCE))) {
            return;
        }
        throw new StepFailure(
                wanted.name() + (datastore ? " does not start: " : " did not become healthy: ") + failed.get().cause()
                        + ".",
                "Correct it and deploy again; `stackblaze logs " + wanted.name() + "` has more.",
                failed.get().lastLines());
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
}
