package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Probe;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.run.Text;
import io.stackblaze.build.store.Label;
import io.stackblaze.build.store.Shelf;
import io.stackblaze.sandbox.Mount;
import org.semver4j.Semver;
import tools.jackson.core.JacksonException;

/** A Node with the package manager that a project wants. */
final class Toolchain {
    private final Run run;
    private final PackageManager manager;
    private final NodeRuntime node;
    private final String version;

    private Toolchain(Run run, PackageManager manager, NodeRuntime node, String version) {
        this.run = run;
        this.manager = manager;
        this.node = node;
        this.version = version;
    }

    static Toolchain of(Run run, NodeProject project, NodeRuntime node)
            throws BuildException, IOException, InterruptedException {
        var manager = project.manager();
        if (manager == PackageManager.NPM) {
            return new Toolchain(run, manager, node, node.npm());
        }
        var named = project.manifest().packageManager().filter(name -> name.contains("@"))
                .map(name -> name.substring(name.indexOf('@') + 1)).filter(Semver::isValid);
        var installed = Probe.find(manager.command());
        var installedVersion = installed.isPresent()
                ? Probe.firstLine(List.of(installed.get().toString(), "--version")).filter(Semver::isValid)
                : Optional.<String>empty();
        if (installedVersion.isPresent() && (named.isEmpty() || named.equals(installedVersion))) {
            return new Toolchain(run, manager, node, installedVersion.get());
        }
        var wanted = named.isPresent() ? named.get() : usual(project);
        return new Toolchain(run, manager, node, fetch(run, manager, wanted));
    }

    /** The newest of the major version that wrote the lockfile. */
    private static String usual(NodeProject project) throws BuildException, IOException {
        var head = Text.lines(project.folder().resolve(project.manager().lockfile())).stream().limit(10)
                .toList();
        if (project.manager() == PackageManager.YARN) {
            return head.stream().anyMatch(line -> line.startsWith("__metadata")) ? "4" : "1";
        }
        var format = head.stream().filter(line -> line.startsWith("lockfileVersion:")).findFirst().orElse("");
        return format.contains("9.") ? "10" : format.contains("6.") ? "8" : "7";
    }

    private static String fetch(Run run, PackageManager manager, String wanted)
            throws BuildException, IOException, InterruptedException {
        var berry = manager == PackageManager.YARN && !wanted.equals("1") && !wanted.startsWith("1.");
        var name = berry ? "@yarnpkg/cli-dist" : manager.command();
        var folder = run.obtain(Shelf.RUNTIMES, manager.command() + "-" + wanted, place -> {
            run.log().line("Fetching " + manager.command() + " " + wanted + ".");
            run.give(place);
            var outcome = run.run(
                    List.of("npm", "install", "--prefix", place.toString(), "--no-save", "--no-package-lock",
                            "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
                            name + "@" + wanted),
                    place.toString(), Map.of(), List.of(new Mount.Writable(place, place.toString())));
            if (!outcome.succeeded()) {
                throw new BuildException(manager.command() + " " + wanted + " could not be fetched.",
                        "Check packageManager in package.json, and that the machine reaches the npm registry: npm ping.",
                        outcome.tail());
            }
            return new Label(0, List.of(), Map.of(manager.command(), wanted));
        }).folder();
        run.product().layer(folder);
        run.product().path(folder.resolve("node_modules/.bin").toString());
        try {
            return PackageJson.JSON
                    .readTree(Files.readAllBytes(folder.resolve("node_modules").resolve(name).resolve("package.json")))
                    .path("version").asString(wanted);
        } catch (JacksonException broken) {
            throw new IOException("The package.json of " + name + " cannot be read", broken);
        }
    }

    NodeRuntime node() {
        return node;
    }

    String version() {
        return version;
    }

    int major() {
        return Semver.isValid(version) ? new Semver(version).getMajor() : 0;
    }

    /** Runs a command in the source. */
    void run(List<String> words, Map<String, String> variables)
            throws BuildException, IOException, InterruptedException {
        run(words, "/app", variables, List.of());
    }

    /** Runs a command; throws with the cause and what to do when it fails. */
    void run(List<String> words, String directory, Map<String, String> variables, List<Mount> mounts)
            throws BuildException, IOException, InterruptedException {
        var all = new TreeMap<String, String>();
        node.headers().ifPresent(folder -> all.put("npm_package_config_node_gyp_nodedir", folder.toString()));
        all.put("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0");
        all.put("YARN_ENABLE_TELEMETRY", "0");
        all.putAll(variables);
        var outcome = run.run(words, directory, all, mounts);
        if (!outcome.succeeded()) {
            throw Failures.explain(words, outcome, manager);
        }
    }
}
