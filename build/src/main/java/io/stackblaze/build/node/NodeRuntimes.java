package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Probe;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.store.Label;
import io.stackblaze.build.store.Shelf;
import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Trees;
import org.semver4j.Semver;
import org.semver4j.SemverException;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;
import tools.jackson.core.JacksonException;

/**
 * Finds the Node that a project wants: the machine's own if it fits, else one fetched before, else the newest that fits
 * from the registry's {@code node-<platform>} packages.
 */
public final class NodeRuntimes {
    private static final String DEFAULT_RANGE = "24.x";

    private final Run run;

    /** For one build. */
    public NodeRuntimes(Run run) {
        this.run = run;
    }

    /**
     * Gets hold of one.
     *
     * @param wanted a semver range; empty takes what is there
     */
    public NodeRuntime resolve(Optional<String> wanted) throws BuildException, IOException, InterruptedException {
        var range = range(wanted.orElse("*"));
        var installed = installed();
        if (installed.isPresent() && new Semver(installed.get().version()).satisfies(range)) {
            return installed.get();
        }
        var stored = newest(storedVersions(), range);
        if (stored.isPresent()) {
            return obtain(stored.get());
        }
        var text = wanted.orElse(DEFAULT_RANGE);
        requireNpm(text, installed);
        var offered = newest(offered(text), range(text));
        if (offered.isEmpty()) {
            throw new BuildException("There is no Node " + text + ", which engines.node in package.json wants.",
                    "Name a version that exists, such as \"22.x\".", List.of());
        }
        return obtain(offered.get());
    }

    private static RangeList range(String text) throws BuildException {
        try {
            var range = RangeListFactory.create(text);
            if (text.chars().anyMatch(Character::isDigit) || text.strip().equals("*") || text.strip().equals("x")) {
                return range;
            }
        } catch (SemverException _) {
            // Said below, like every other text that is no range.
        }
        throw new BuildException("engines.node in package.json is \"" + text + "\", which is no range of versions.",
                "Write one such as \"22.x\" or \">=20 <23\".", List.of());
    }

    private static Optional<String> newest(List<String> versions, RangeList range) {
        return versions.stream().map(Semver::parse).filter(version -> version != null && version.isStable()
                && version.satisfies(range)).max(Comparator.naturalOrder()).map(Semver::getVersion);
    }

    private static Optional<NodeRuntime> installed() throws IOException, InterruptedException {
        var node = Probe.find("node");
        var npm = Probe.find("npm");
        if (node.isEmpty() || npm.isEmpty()) {
            return Optional.empty();
        }
        var version = Probe.firstLine(List.of(node.get().toString(), "--version"));
        var npmVersion = npmVersion(npm.get());
        if (version.isEmpty() || !version.get().startsWith("v") || npmVersion.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NodeRuntime(version.get().substring(1), node.get().resolveSibling(""), npmVersion.get(),
                Optional.empty(), headers(node.get().resolve("../..").normalize())));
    }

    private static Optional<Path> headers(Path prefix) {
        return Files.exists(prefix.resolve("include/node/node.h")) ? Optional.of(prefix) : Optional.empty();
    }

    /** From the npm package that the command is in. */
    private static Optional<String> npmVersion(Path npm) throws IOException {
        var manifest = npm.toRealPath().resolve("../../package.json").normalize();
        try {
            return Files.exists(manifest)
                    ? Optional.of(PackageJson.JSON.readTree(Files.readAllBytes(manifest)).path("version").asString(""))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private List<String> storedVersions() throws IOException {
        var versions = new ArrayList<String>();
        try (var folders = Files.list(run.store().shelf(Shelf.RUNTIMES))) {
            for (var folder : (Iterable<Path>) folders::iterator) {
                var name = folder.getFileName().toString();
                if (name.startsWith("node-") && name.endsWith("-" + platform())
                        && run.store().label(Shelf.RUNTIMES, name).isPresent()) {
                    versions.add(name.substring("node-".length(), name.length() - platform().length() - 1));
                }
            }
        }
        return versions;
    }

    private static void requireNpm(String wanted, Optional<NodeRuntime> installed) throws BuildException {
        if (Probe.find("npm").isEmpty()) {
            throw new BuildException("This machine has no npm, with which Node " + wanted + " would be fetched.",
                    "Install Node on the machine: apt install nodejs npm.", List.of());
        }
        if (platform().isEmpty()) {
            throw new BuildException("Node " + wanted + " cannot be fetched for this machine; it has "
                    + installed.map(NodeRuntime::version).orElse("none") + ".",
                    "Install a Node that fits, or change engines.node in package.json.", List.of());
        }
    }

    /** {@code linux-x64}; empty when no packages are made for this machine. */
    private static String platform() {
        var linux = System.getProperty("os.name").equals("Linux");
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> linux ? "linux-x64" : "";
            case "aarch64" -> linux ? "linux-arm64" : "";
            default -> "";
        };
    }

    private List<String> offered(String wanted) throws BuildException, IOException, InterruptedException {
        run.log().line("Looking for Node " + wanted + ".");
        var text = new StringBuilder();
        var outcome = run.run(
                List.of("npm", "view", "node-" + platform(), "versions", "--json", "--no-update-notifier"),
                "/app", Map.of(), List.of(), line -> text.append(line).append('\n'));
        var start = text.indexOf("[");
        if (!outcome.succeeded() || start < 0) {
            throw new BuildException("Node " + wanted + " is not on this machine, and npm could not say which are "
                    + "offered.", "Check that the machine reaches the npm registry: npm ping.", outcome.tail());
        }
        var versions = new ArrayList<String>();
        PackageJson.JSON.readTree(text.substring(start)).values().forEach(node -> versions.add(node.asString("")));
        return versions;
    }

    private NodeRuntime obtain(String version) throws BuildException, IOException, InterruptedException {
        var name = "node-" + version + "-" + platform();
        var folder = run.obtain(Shelf.RUNTIMES, name, place -> fetch(place, version)).folder();
        return new NodeRuntime(version, folder.resolve("bin"), npmVersion(folder.resolve("bin/npm")).orElse("?"),
                Optional.of(folder), headers(folder));
    }

    private Label fetch(Path place, String version) throws BuildException, IOException, InterruptedException {
        run.log().line("Fetching Node " + version + ".");
        var work = Files.createDirectory(place.resolve("work"));
        run.give(place);
        var outcome = run.run(
                List.of("npm", "install", "--prefix", work.toString(), "--no-save", "--no-package-lock",
                        "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
                        "node-" + platform() + "@" + version, "npm@" + npmMajor(new Semver(version).getMajor())),
                place.toString(), Map.of(), List.of(new Mount.Writable(place, place.toString())));
        if (!outcome.succeeded()) {
            throw new BuildException("Node " + version + " could not be fetched.",
                    "Check that the machine reaches the npm registry: npm ping.", outcome.tail());
        }
        var modules = work.resolve("node_modules");
        for (var part : List.of("bin", "include", "LICENSE")) {
            var from = modules.resolve("node-" + platform()).resolve(part);
            if (Files.exists(from)) {
                Files.move(from, place.resolve(part));
            }
        }
        Files.createDirectories(place.resolve("lib/node_modules"));
        Files.move(modules.resolve("npm"), place.resolve("lib/node_modules/npm"));
        for (var command : List.of("npm", "npx")) {
            Files.createSymbolicLink(place.resolve("bin").resolve(command),
                    Path.of("../lib/node_modules/npm/bin/" + command + "-cli.js"));
        }
        Trees.delete(work);
        return new Label(0, List.of(), Map.of("node", version));
    }

    /** The npm that came with each Node. */
    private static int npmMajor(int node) {
        if (node >= 24) {
            return 11;
        }
        return node >= 18 ? 10 : node >= 14 ? 8 : 6;
    }
}
