package io.stackblaze.build.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.BuildLog;
import io.stackblaze.build.BuildRequest;
import io.stackblaze.build.layer.Comparison;
import io.stackblaze.build.layer.LayerKey;
import io.stackblaze.build.layer.Subjects;
import io.stackblaze.build.store.Holding;
import io.stackblaze.build.store.Sealing;
import io.stackblaze.build.store.Shelf;
import io.stackblaze.build.store.Store;
import io.stackblaze.build.tool.Outcome;
import io.stackblaze.build.tool.Tool;
import io.stackblaze.build.tool.Workshop;
import io.stackblaze.sandbox.Mount;

/** One build: its folders, its tools, its share of the store, and what it has come to. One thread's. */
public final class Run implements AutoCloseable {
    private final BuildRequest request;
    private final BuildLog log;
    private final Store store;
    private final Workshop workshop;
    private final Path folder;
    private final Product product = new Product();
    private final List<Holding> held = new ArrayList<>();
    private final Map<String, Path> caches = new HashMap<>();

    /** @param folder for this build alone; {@code app} and {@code home} in it are made here */
    public Run(BuildRequest request, BuildLog log, Store store, Workshop workshop, Path folder) throws IOException {
        this.request = request;
        this.log = log;
        this.store = store;
        this.workshop = workshop;
        this.folder = folder;
        Files.createDirectory(app());
        give(Files.createDirectory(home()));
        give(Files.createDirectory(folder.resolve("tmp")));
    }

    /** What is built. */
    public BuildRequest request() {
        return request;
    }

    /** Who hears of it. */
    public BuildLog log() {
        return log;
    }

    /** Where things are kept. */
    public Store store() {
        return store;
    }

    /** What it has come to. */
    public Product product() {
        return product;
    }

    /** The copy of the source, which becomes the build's {@code app}. */
    public Path app() {
        return folder.resolve("app");
    }

    /** A folder of this build for a purpose, that tools can write to. */
    public Path scratch(String name) throws IOException {
        var scratch = Files.createDirectories(folder.resolve(name));
        give(scratch);
        return scratch;
    }

    /** Time left for this build. */
    public Duration left() {
        return workshop.left();
    }

    /** Where tools see {@link #app()}. */
    public String inside() {
        return resolve("/app");
    }

    /** Lets this build's tools write to a folder. */
    public void give(Path path) throws IOException {
        if (workshop.uid().isPresent()) {
            Sealing.give(path, workshop.uid().getAsInt());
        }
    }

    /** The request's variables that installing may see. */
    public Map<String, String> installVariables() {
        return Variables.install(request.environment());
    }

    /** A thing of the store, made if it is not there, and kept until this build is over. */
    public Holding obtain(Shelf shelf, String name, Store.Maker<BuildException> maker)
            throws BuildException, IOException, InterruptedException {
        try {
            var holding = store.obtain(shelf, name, workshop.left(),
                    () -> log.line("Waiting for another build that makes the same."), maker);
            held.add(holding);
            return holding;
        } catch (TimeoutException slow) {
            throw outOfTime("waiting for another build", slow);
        }
    }

    /** A dependency layer; says whether it was there, and why. */
    public Path layer(String kind, LayerKey key, Store.Maker<BuildException> maker)
            throws BuildException, IOException, InterruptedException {
        var subjects = new Subjects(store);
        var subject = request.subject();
        var before = subject == null ? null : subjects.last(subject, kind).orElse(null);
        var holding = obtain(Shelf.LAYERS, key.digest(), place -> {
            log.dependencies(false, Comparison.explain(false, before, key));
            return maker.make(place);
        });
        if (holding.hit()) {
            log.dependencies(true, Comparison.explain(true, before, key));
        }
        if (subject != null) {
            subjects.remember(subject, kind, key);
        }
        return holding.folder();
    }

    /** A folder for tools that outlives this build, for this subject; a fresh one when another build has it. */
    public Path cache(String name) throws IOException {
        var known = caches.get(name);
        if (known != null) {
            return known;
        }
        var kept = keepsake(name);
        var cache = kept.isPresent() ? kept.get() : scratch("cache-" + Store.fileName(name));
        give(cache);
        caches.put(name, cache);
        return cache;
    }

    /**
     * A folder that outlives this build, for this subject; empty when another build has it, or there is no subject.
     * Asked for once in a build.
     */
    public Optional<Path> keepsake(String name) throws IOException {
        var subject = request.subject();
        if (subject == null) {
            return Optional.empty();
        }
        var kept = store.cache(Store.fileName(subject + "\0" + name));
        kept.ifPresent(held::add);
        return kept.map(Holding::folder);
    }

    /**
     * Runs a tool in the copy of the source, or where it says.
     *
     * @param variables on top of what every tool gets
     * @param mounts beside the source, the tool's home and the layers obtained so far
     */
    public Outcome run(List<String> words, String directory, Map<String, String> variables, List<Mount> mounts)
            throws BuildException, IOException, InterruptedException {
        return run(words, directory, variables, mounts, log::line);
    }

    /** As above, with the output going elsewhere. */
    public Outcome run(List<String> words, String directory, Map<String, String> variables, List<Mount> mounts,
            Consumer<String> output) throws BuildException, IOException, InterruptedException {
        try {
            return workshop.run(new Tool(words, directory, environment(variables), mounts(mounts)), output);
        } catch (Workshop.OutOfTime slow) {
            throw outOfTime(words.getFirst(), slow);
        }
    }

    private static BuildException outOfTime(String what, Exception cause) {
        var failure = new BuildException("The build took longer than it may, and was stopped at " + what + ".",
                "Look at the lines above for what it waits for; make the build do less.", List.of());
        failure.initCause(cause);
        return failure;
    }

    private Map<String, String> environment(Map<String, String> variables) {
        var all = new HashMap<>(Variables.machine());
        all.put("HOME", home().toString());
        all.put("TMPDIR", resolve("/tmp"));
        all.put("LANG", "C.UTF-8");
        all.put("CI", "true");
        all.putAll(variables);
        all.put("PATH", product.searchPath());
        return all;
    }

    private String resolve(String path) {
        return workshop.resolve(new Tool(List.of(), "/", Map.of(), mounts(List.of())), path);
    }

    private List<Mount> mounts(List<Mount> more) {
        var mounts = new ArrayList<Mount>();
        // First, since the store may itself be somewhere below /tmp.
        mounts.add(new Mount.Writable(folder.resolve("tmp"), "/tmp"));
        mounts.add(new Mount.Writable(app(), "/app"));
        mounts.add(new Mount.Writable(home(), home().toString()));
        for (var holding : held) {
            if (holding.folder().startsWith(store.shelf(Shelf.LAYERS))
                    || holding.folder().startsWith(store.shelf(Shelf.RUNTIMES))) {
                mounts.add(new Mount.ReadOnly(holding.folder(), holding.folder().toString()));
            }
        }
        mounts.addAll(more);
        return mounts;
    }

    private Path home() {
        return folder.resolve("home");
    }

    @Override
    public void close() {
        held.forEach(Holding::close);
    }
}
