package io.stackblaze.server.deployment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.release.Scales;
import io.stackblaze.server.release.SpecMaker;
import tools.jackson.databind.json.JsonMapper;

/** The steps that make a release live, and the one that puts the release before it back. */
final class ReleaseSteps {
    private static final String RELEASE = "release";
    private static final String REVISION = "revision";

    private final Engine engine;
    private final Projects projects;
    private final Releases releases;
    private final Scales scales;
    private final PartsLoader loader;
    private final SpecMaker maker;
    private final Hostnames hostnames;
    private final Rollouts rollouts;
    private final JsonMapper json;

    ReleaseSteps(Engine engine, Projects projects, Releases releases, Scales scales, PartsLoader loader,
            Hostnames hostnames, JsonMapper json) {
        this.engine = engine;
        this.projects = projects;
        this.releases = releases;
        this.scales = scales;
        this.loader = loader;
        this.maker = new SpecMaker(hostnames);
        this.hostnames = hostnames;
        this.rollouts = new Rollouts(engine, projects);
        this.json = json;
    }

    /** Tells the following steps which release they are about. */
    static void remember(StepContext context, int version) {
        context.keep(RELEASE, Integer.toString(version));
        context.keep("result." + RELEASE, Integer.toString(version));
        context.detail("release " + version);
    }

    /** Brings the datastores of the release up beside what serves now. */
    void datastores(StepContext context) throws StepFailure, InterruptedException {
        var environment = environment(context);
        var next = parts(context, environment);
        var names = Rollouts.datastores(next);
        if (names.isEmpty()) {
            return;
        }
        var before = environment.intent() == Intent.UP ? loader.live(environment) : Optional.<SpecMaker.Parts>empty();
        rollouts.applyAndAwait(context, environment, number -> maker.withDatastores(before, next, number), names);
        context.detail(String.join(", ", names));
    }

    /** Gives the whole release to the engine. */
    void start(StepContext context) {
        var environment = environment(context);
        var next = parts(context, environment);
        var spec = rollouts.apply(environment, number -> maker.spec(next, number));
        context.keep(REVISION, Long.toString(spec.revision()));
    }

    /** Waits until new instances are healthy. */
    void healthy(StepContext context, Collection<String> services) throws StepFailure, InterruptedException {
        await(context, services, Rollouts.Goal.HEALTHY);
    }

    private void await(StepContext context, Collection<String> services, Rollouts.Goal goal)
            throws StepFailure, InterruptedException {
        for (int attempt = 0; attempt < Rollouts.ATTEMPTS; attempt++) {
            try {
                rollouts.await(context, spec(context), services, goal);
                return;
            } catch (Rollouts.ForgottenException _) {
                context.log("The engine lost what it was told; telling it again.");
                start(context);
            }
        }
        throw Rollouts.forgets();
    }

    /** Waits until new instances of all services are healthy. */
    void allHealthy(StepContext context) throws StepFailure, InterruptedException {
        healthy(context, Rollouts.processes(parts(context, environment(context))));
    }

    /** Waits until only the release serves; from then on it is the live one. */
    void switchOver(StepContext context) throws StepFailure, InterruptedException {
        var environment = environment(context);
        var parts = parts(context, environment);
        await(context, parts.services().keySet(), Rollouts.Goal.LIVE);
        context.inLease(handle -> {
            releases.live(handle, environment.key(), version(context));
            return version(context);
        });
        projects.intend(environment.key(), Intent.UP);
        dropScales(environment, parts);
        var urls = urls(parts);
        context.keep("result.urls", json.writeValueAsString(urls));
        context.detail(String.join(", ", urls.values()));
    }

    /** Puts back what served before. */
    Kind.Step putBack() {
        return new Kind.Step("put back", this::putBack);
    }

    void putBack(StepContext context) throws StepFailure, InterruptedException {
        var environment = environment(context);
        context.fact(RELEASE).ifPresent(version -> releases.failed(environment.key(), Integer.parseInt(version)));
        if (context.fact(RELEASE).isEmpty()) {
            context.detail("nothing was changed");
            return;
        }
        var before = environment.intent() == Intent.UP ? loader.live(environment) : Optional.<SpecMaker.Parts>empty();
        if (before.isEmpty()) {
            engine.remove(context.environment());
            context.detail("nothing ran before; nothing runs now");
            return;
        }
        rollouts.applyAndAwait(context, environment, number -> maker.spec(before.get(), number),
                before.get().services().keySet());
        context.detail("release " + before.get().content().version() + " serves");
    }

    /** Applies the live release again, with the numbers of instances as they are now. */
    void applyLive(StepContext context) throws StepFailure, InterruptedException {
        var environment = environment(context);
        var live = loader.live(environment);
        if (live.isPresent() && environment.intent() == Intent.UP) {
            rollouts.applyAndAwait(context, environment, number -> maker.spec(live.get(), number),
                    live.get().services().keySet());
        }
    }

    Rollouts rollouts() {
        return rollouts;
    }

    Engine engine() {
        return engine;
    }

    SpecMaker maker() {
        return maker;
    }

    Projects.Environment environment(StepContext context) {
        return projects.ensure(context.environment());
    }

    SpecMaker.Parts parts(StepContext context, Projects.Environment environment) {
        return loader.load(environment, releases.content(environment.key(), version(context)).orElseThrow());
    }

    private Map<String, String> urls(SpecMaker.Parts parts) {
        return parts.services().values().stream().filter(Web.class::isInstance)
                .collect(Collectors.toMap(io.stackblaze.blueprint.Service::name,
                        service -> hostnames.url(parts.id(), service.name()), (a, _) -> a, LinkedHashMap::new));
    }

    /** Numbers of instances whose blueprint has changed must not come back when it changes back. */
    private void dropScales(Projects.Environment environment, SpecMaker.Parts parts) {
        var holding = new LinkedHashMap<>(scales.list(environment.key()));
        holding.entrySet()
                .removeIf(entry -> !(parts.services()
                        .get(entry.getKey()) instanceof io.stackblaze.blueprint.ProcessService process)
                        || !entry.getValue().holds(Scales.ofFile(process)));
        scales.replace(environment.key(), holding);
    }

    private static int version(StepContext context) {
        return Integer.parseInt(context.fact(RELEASE).orElseThrow());
    }

    /** What was applied last, made again from what is kept. */
    private EnvironmentSpec spec(StepContext context) {
        return maker.spec(parts(context, environment(context)),
                Long.parseLong(context.fact(REVISION).orElseThrow()));
    }
}
