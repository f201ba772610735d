package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.stackblaze.build.layer.LayerKey;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.build.source.SourceTree;
import io.stackblaze.build.store.Digests;
import io.stackblaze.build.store.Sealing;
import io.stackblaze.build.store.Shelf;
import io.stackblaze.build.store.Store;
import io.stackblaze.build.store.StoreLock;
import io.stackblaze.build.tool.Workshop;
import io.stackblaze.sandbox.Isolation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One build, from source to store. */
final class Building {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Run run;
    private final Store store;
    private final BuildRequest request;
    private final BuildLog log;

    private Building(Run run) {
        this.run = run;
        this.store = run.store();
        this.request = run.request();
        this.log = run.log();
    }

    static Build build(Store store, BuildSettings settings, BuildRequest request, BuildLog log)
            throws BuildException, SourceException, IOException, InterruptedException {
        check(request);
        try (var temporary = store.temporary();
                var user = BuildUser.take(settings.isolation());
                var group = MemoryGroup.open(settings)) {
            var workshop = new Workshop(settings.isolation(), user.uid(), group.cgroups(), settings.limits().time(),
                    settings.limits().outputBytes(), log::line);
            try (var run = new Run(request, log, store, workshop, temporary.folder())) {
                return new Building(run).build(settings);
            }
        }
    }

    private static void check(BuildRequest request) throws BuildException {
        for (var name : request.environment().keySet()) {
            if (!VARIABLE.matcher(name).matches()) {
                throw new BuildException("A variable cannot be called \"" + name.replaceAll("\\p{Cntrl}", "?") + "\".",
                        "Use letters, digits and _, and no digit first.", List.of());
            }
        }
        if (!Files.isDirectory(request.context())) {
            throw new BuildException("The build context " + request.repository().relativize(request.context())
                    + " is no folder of the source.", "Correct build in blueprint.yaml.", List.of());
        }
    }

    private Build build(BuildSettings settings)
            throws BuildException, SourceException, IOException, InterruptedException {
        log.phase("detect");
        var source = SourceTree.copy(request.context(), run.app(), settings.limits().source());
        var recipe = Recipe.detect(run, settings);
        var id = id(source, recipe, settings.isolation());
        var known = find(id);
        if (known.isPresent()) {
            log.line("The same source was built before: " + id.substring(0, 12) + ".");
            return known.get();
        }
        run.give(run.app());
        log.phase("dependencies");
        recipe.dependencies();
        log.phase("build");
        recipe.build();
        log.phase("store");
        return put(id);
    }

    private String id(String source, Recipe recipe, Isolation isolation) {
        var parts = new TreeMap<String, String>();
        parts.put("source", source);
        parts.put("recipe", recipe.identity());
        parts.put("command", String.valueOf(request.command()));
        parts.put("buildpacks", String.join("\n", request.buildpacks()));
        request.environment().forEach((name, value) -> parts.put("variable " + name, value));
        // Without a sandbox a build may have written down where it was built.
        parts.put("fenced", String.valueOf(isolation != Isolation.NONE));
        return Digests.of(LayerKey.of(parts, Map.of()).digest());
    }

    private Optional<Build> find(String id) throws IOException, InterruptedException {
        try (var _ = StoreLock.acquire(store.home().resolve("locks").resolve("builds-" + id), true,
                Duration.ofMinutes(1), () -> {})) {
            var label = store.labelFile(Shelf.BUILDS, id);
            if (!Files.exists(label)) {
                return Optional.empty();
            }
            var build = JSON.readValue(Files.readAllBytes(label), Build.class);
            if (build.layers().stream().anyMatch(layer -> !Files.isDirectory(Path.of(layer)))) {
                return Optional.empty();
            }
            store.used(Shelf.BUILDS, id);
            for (var layer : build.layers()) {
                used(Path.of(layer));
            }
            return Optional.of(build);
        } catch (TimeoutException _) {
            return Optional.empty();
        }
    }

    private void used(Path layer) throws IOException {
        for (var shelf : List.of(Shelf.LAYERS, Shelf.RUNTIMES)) {
            if (layer.startsWith(store.shelf(shelf))) {
                store.used(shelf, layer.getFileName().toString());
            }
        }
    }

    private Build put(String id) throws IOException, InterruptedException, BuildException {
        var folder = run.scratch("out");
        Files.move(run.app(), folder.resolve("app"));
        var bytes = Sealing.seal(folder);
        Sealing.syncFiles(folder);
        var product = run.product();
        var build = new Build(id, store.place(Shelf.BUILDS, id), product.processes(), product.environment(),
                product.layers().stream().map(Path::toString).toList());
        var label = new LinkedHashMap<String, Object>();
        label.put("id", id);
        label.put("directory", build.directory().toString());
        label.put("processes", build.processes());
        label.put("environment", build.environment());
        label.put("layers", build.layers());
        label.put("bytes", bytes);
        label.put("about", Map.of());
        Sealing.write(folder.resolve("build.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(label));
        try {
            store.put(Shelf.BUILDS, id, folder);
        } catch (TimeoutException slow) {
            throw new BuildException("The build could not be stored: the same one is being deleted. Try again.", slow);
        }
        return build;
    }
}
