package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.layer.LayerKey;
import io.stackblaze.build.run.Folders;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.run.Text;
import io.stackblaze.build.store.Digests;
import io.stackblaze.build.store.Label;
import io.stackblaze.build.store.Shelf;
import io.stackblaze.build.store.Store;
import io.stackblaze.sandbox.Mount;

/** The dependency layers of one Node project, and the {@code node_modules} made of them. */
final class ModuleLayers {
    private final Run run;
    private final NodeProject project;
    private final Toolchain toolchain;
    private final Lockfile lockfile;
    /** Read before anything of the source runs: later, a name may be a link to anywhere. */
    private final Map<String, byte[]> inputs;
    private final WorkingCopy workingCopy;

    ModuleLayers(Run run, NodeProject project, Toolchain toolchain) throws BuildException, IOException {
        this.run = run;
        this.project = project;
        this.toolchain = toolchain;
        this.lockfile = project.lockfile() == null
                ? new Lockfile("", new TreeMap<>(), Set.of(), Set.of(), false)
                : project.lockfile();
        this.inputs = inputs();
        this.workingCopy = new WorkingCopy(run);
    }

    /** @param development whether packages for development are in it */
    LayerKey key(boolean development) {
        var manager = project.manager();
        var parts = new TreeMap<String, String>();
        parts.put("package.json", project.manifest().installDigest());
        parts.put("Node", toolchain.node().version());
        parts.put(manager.command(), toolchain.version());
        parts.put("packages", development && lockfile.development() ? "all" : "for production");
        parts.put(manager.lockfile(), Digests.of(lockfile.content()));
        inputs.forEach((name, bytes) -> parts.put(name, Digests.of(bytes)));
        run.installVariables().forEach((name, value) -> parts.put("variable " + name, Digests.of(value)));
        return LayerKey.of(parts, lockfile.packages());
    }

    /**
     * Files of the source that installing reads beside manifest and lockfile; settings may hold tokens and leave again.
     */
    private Map<String, byte[]> inputs() throws BuildException, IOException {
        var names = new ArrayList<>(project.manager().settings());
        names.addAll(lockfile.tarballs());
        var found = new TreeMap<String, byte[]>();
        for (var name : names) {
            if (inSource(name)) {
                found.put(name, Text.bytes(project.folder().resolve(name)));
            }
        }
        return found;
    }

    private boolean inSource(String name) {
        var file = project.folder().resolve(name).normalize();
        return file.startsWith(project.folder()) && Files.isRegularFile(file);
    }

    /** The layer that runs. */
    Path production() throws BuildException, IOException, InterruptedException {
        return run.layer("node", key(false), place -> install(place, false));
    }

    private Label install(Path place, boolean development) throws BuildException, IOException, InterruptedException {
        copyInputs(place);
        run.give(place);
        var cache = run.cache(project.manager().command());
        toolchain.run(project.manager().install(development, toolchain.major(), cache.toString()), place.toString(),
                run.installVariables(),
                List.of(new Mount.Writable(place, place.toString()), new Mount.Writable(cache, cache.toString())));
        deleteSettings(place);
        requireModules(place);
        return new Label(0, List.of(), Map.of("project", "node"));
    }

    private void copyInputs(Path place) throws IOException {
        Files.writeString(place.resolve("package.json"), project.manifest().forInstall());
        Files.writeString(place.resolve(project.manager().lockfile()), lockfile.content());
        for (var input : inputs.entrySet()) {
            var copy = place.resolve(input.getKey()).normalize();
            Files.createDirectories(Objects.requireNonNull(copy.getParent()));
            Files.write(copy, input.getValue());
        }
    }

    private void deleteSettings(Path place) throws IOException {
        for (var name : project.manager().settings()) {
            Files.deleteIfExists(place.resolve(name));
        }
    }

    private void requireModules(Path place) throws BuildException, IOException {
        if (Files.exists(place.resolve(".pnp.cjs"))) {
            throw new BuildException("Yarn installs without a node_modules folder here (Plug'n'Play), which is not "
                    + "supported.", "Write nodeLinker: node-modules in .yarnrc.yml, and commit it.", List.of());
        }
        Files.createDirectories(place.resolve("node_modules"));
    }

    /** Everything, with the source at hand and all scripts, kept by nobody. */
    void installWithSource() throws BuildException, IOException, InterruptedException {
        var cache = run.cache(project.manager().command());
        toolchain.run(project.manager().install(true, toolchain.major(), cache.toString()), "/app",
                run.request().environment(), List.of(new Mount.Writable(cache, cache.toString())));
    }

    /** Removes from the app what only development wants. */
    void prune() throws BuildException, IOException, InterruptedException {
        if (lockfile.development()) {
            var cache = run.cache(project.manager().command());
            toolchain.run(project.manager().prune(toolchain.major(), cache.toString()), "/app",
                    run.installVariables(), List.of(new Mount.Writable(cache, cache.toString())));
        }
    }

    private Path all() throws BuildException, IOException, InterruptedException {
        return run.layer("node", key(true), place -> install(place, true));
    }

    /** Gives the build packages that it may change. */
    void copyForBuild() throws BuildException, IOException, InterruptedException {
        var layer = all();
        workingCopy.take(key(true), layer, modules());
        run.give(modules());
    }

    /** After the build: the link again if it left the packages alone, else what it made of them. */
    void settle() throws BuildException, IOException, InterruptedException {
        var changed = Folders.firstDifference(all(run.store(), key(true)).resolve("node_modules"), modules());
        if (changed.isEmpty()) {
            workingCopy.putBack(key(true), modules());
            link(pruned());
        } else {
            run.log().line("The build changed node_modules (" + changed.get() + "), which is kept with the build.");
            prune();
        }
    }

    private static Path all(Store store, LayerKey key) {
        return store.place(Shelf.LAYERS, key.digest());
    }

    /** The layer that runs, made from the one that built. */
    private Path pruned() throws BuildException, IOException, InterruptedException {
        var everything = all(run.store(), key(true));
        if (!lockfile.development()) {
            return everything;
        }
        return run.obtain(Shelf.LAYERS, key(false).digest(), place -> {
            run.log().line("Leaving out packages that only development wants.");
            copyInputs(place);
            Folders.copy(everything.resolve("node_modules"), place.resolve("node_modules"));
            run.give(place);
            var cache = run.cache(project.manager().command());
            toolchain.run(project.manager().prune(toolchain.major(), cache.toString()), place.toString(),
                    run.installVariables(), List.of(new Mount.Writable(place, place.toString()),
                            new Mount.Writable(cache, cache.toString())));
            deleteSettings(place);
            return new Label(0, List.of(), Map.of("project", "node"));
        }).folder();
    }

    void link(Path layer) throws IOException {
        Files.createSymbolicLink(modules(), layer.resolve("node_modules"));
        run.product().layer(layer);
    }

    private Path modules() {
        return run.app().resolve("node_modules");
    }
}
