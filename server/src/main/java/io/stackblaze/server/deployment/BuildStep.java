package io.stackblaze.server.deployment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Source;
import io.stackblaze.blueprint.Value;
import io.stackblaze.build.Build;
import io.stackblaze.build.BuildException;
import io.stackblaze.build.BuildLog;
import io.stackblaze.build.BuildRequest;
import io.stackblaze.build.Builder;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Builds;
import io.stackblaze.server.release.SpecMaker;
import io.stackblaze.server.source.Sources;

/** Builds the code of services that share a build. */
final class BuildStep {
    private static final String FACT = "build.";

    private final Builder builder;
    private final Builds builds;
    private final Sources sources;

    BuildStep(Builder builder, Builds builds, Sources sources) {
        this.builder = builder;
        this.builds = builds;
        this.sources = sources;
    }

    /** The id of a service's build, once its step is done. */
    static String built(StepContext context, String service) {
        return context.fact(FACT + service).orElseThrow();
    }

    void run(StepContext context, Source source, List<ProcessService> services)
            throws StepFailure, InterruptedException {
        if (!(source instanceof Source.Build settings)) {
            throw new StepFailure("This engine runs no images.", "Give build instead of image.");
        }
        Path root = sources.tree(DeploymentKind.source(context));
        Path folder = root.resolve(settings.context()).normalize();
        if (!folder.startsWith(root) || !Files.isDirectory(folder)) {
            throw new StepFailure("The source has no folder " + settings.context() + ", which services."
                    + services.getFirst().name() + ".build names.", "Correct the path, or add the folder.");
        }
        var log = new Log(context);
        try {
            var build = builder.build(new BuildRequest(folder, root, settings.dockerfile(), settings.command(),
                    settings.buildpacks(), environment(services), context.environment() + "/" + names(services)), log);
            refuseWithoutStart(services, build);
            builds.keep(build);
            services.forEach(service -> context.keep(FACT + service.name(), build.id()));
        } catch (BuildException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), "Correct it and deploy again.", log.last());
        }
    }

    private static String names(List<ProcessService> services) {
        return String.join("+", services.stream().map(ProcessService::name).toList());
    }

    private static void refuseWithoutStart(List<ProcessService> services, Build build) throws StepFailure {
        var without = services.stream().filter(service -> SpecMaker.start(service, build).isEmpty())
                .map(ProcessService::name).toList();
        if (!without.isEmpty()) {
            throw new StepFailure("Nothing says how to start " + String.join(", ", without) + ".",
                    "Give services." + without.getFirst() + ".start in blueprint.yaml, or a line \""
                            + without.getFirst()
                            + ": command\" in the Procfile.");
        }
    }

    /** Plain variables that all the services agree on; never secrets. */
    private static Map<String, String> environment(List<ProcessService> services) {
        var common = plain(services.getFirst());
        services.forEach(service -> common.entrySet().retainAll(plain(service).entrySet()));
        return common;
    }

    private static Map<String, String> plain(ProcessService service) {
        var plain = new HashMap<String, String>();
        service.env().forEach((name, value) -> {
            if (value instanceof Value.Plain text) {
                plain.put(name, text.text());
            }
        });
        return plain;
    }

    /** Passes on what a build says. */
    private static final class Log implements BuildLog {
        private static final int LAST = 30;

        private final StepContext context;
        private final Deque<String> last = new ArrayDeque<>();

        Log(StepContext context) {
            this.context = context;
        }

        @Override
        public void phase(String name) {
            context.phase(name);
        }

        @Override
        public synchronized void line(String text) {
            context.log(text);
            last.addLast(text);
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }

        @Override
        public void dependencies(boolean hit, String why) {
            String text = "dependency layer " + (hit ? "hit" : "miss") + ": " + why;
            context.phaseDetail(text);
            context.detail(text);
        }

        synchronized List<String> last() {
            return List.copyOf(last);
        }
    }
}
