package io.stackblaze.build.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.layer.LayerKey;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.run.Text;
import io.stackblaze.build.store.Digests;
import io.stackblaze.build.store.Label;
import io.stackblaze.sandbox.Mount;

/** Builds a Python project: its requirements are a layer that holds a virtual environment. */
public final class PythonBuild {
    private static final String FILE = "requirements.txt";

    private final Run run;
    private final PythonRuntime python;
    private final Requirements requirements;
    /** Read before anything of the source runs: later, a name may be a link to anywhere. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private PythonBuild(Run run, PythonRuntime python, Requirements requirements) throws BuildException, IOException {
        this.run = run;
        this.python = python;
        this.requirements = requirements;
        for (var file : requirements.files()) {
            files.put(file, Text.bytes(run.app().resolve(file)));
        }
    }

    /**
     * Looks for a {@code requirements.txt}; empty when there is none.
     *
     * @param otherwise whether the source can be built without: then another lockfile of Python is none of our business
     */
    public static Optional<PythonBuild> detect(Run run, boolean otherwise)
            throws BuildException, IOException, InterruptedException {
        if (!Files.isRegularFile(run.app().resolve(FILE))) {
            if (!otherwise) {
                refuseOthers(run.app());
            }
            return Optional.empty();
        }
        var python = PythonRuntime.resolve(run.app());
        run.log().line(python.describe());
        return Optional.of(new PythonBuild(run, python, Requirements.read(run.app(), FILE)));
    }

    private static void refuseOthers(Path folder) throws BuildException {
        var ways = Map.of("uv.lock", "uv export --format requirements-txt -o requirements.txt", "poetry.lock",
                "poetry export -f requirements.txt -o requirements.txt", "Pipfile.lock",
                "pipenv requirements --hash > requirements.txt", "pyproject.toml",
                "uv pip compile pyproject.toml -o requirements.txt --generate-hashes");
        for (var lock : List.of("uv.lock", "poetry.lock", "Pipfile.lock", "pyproject.toml")) {
            if (Files.isRegularFile(folder.resolve(lock))) {
                throw new BuildException(
                        "This is a Python project with " + lock + " and no requirements.txt; pip installs from "
                                + "requirements.txt alone.",
                        "Run " + ways.get(lock) + " and commit requirements.txt.", List.of());
            }
        }
    }

    /** What beside the source decides what this gives. */
    public String identity() {
        return key().digest();
    }

    private LayerKey key() {
        var parts = new TreeMap<String, String>();
        parts.put("Python", python.version());
        files.forEach((name, bytes) -> parts.put(name, Digests.of(bytes)));
        run.installVariables().forEach((name, value) -> parts.put("variable " + name, Digests.of(value)));
        return LayerKey.of(parts, requirements.pinned());
    }

    /** Makes the packages available to what follows. */
    public void dependencies() throws BuildException, IOException, InterruptedException {
        if (!requirements.loose().isEmpty()) {
            run.log().line("Not pinned, so the layer keeps the versions found when it is made: "
                    + String.join(", ", requirements.loose()) + ".");
        }
        var product = run.product();
        product.variable("PYTHONUNBUFFERED", "1");
        product.variable("LANG", "C.UTF-8");
        if (requirements.local().isPresent()) {
            run.log().dependencies(false, "never kept: requirements.txt names a part of the source, "
                    + requirements.local().get() + ", so packages are installed with the source");
            install(run.inside() + "/.venv", "/app", List.of(),
                    run.request().environment());
            use(run.inside() + "/.venv");
            return;
        }
        var layer = run.layer("python", key(), place -> {
            for (var file : files.entrySet()) {
                var copy = place.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.write(copy, file.getValue());
            }
            run.give(place);
            install(place.resolve("venv").toString(), place.toString(),
                    List.of(new Mount.Writable(place, place.toString())), run.installVariables());
            return new Label(0, List.of(), Map.of("project", "python"));
        });
        product.layer(layer);
        use(layer.resolve("venv").toString());
    }

    private void use(String environment) {
        run.product().path(environment + "/bin");
        run.product().variable("VIRTUAL_ENV", environment);
    }

    private void install(String environment, String directory, List<Mount> mounts,
            Map<String, String> variables) throws BuildException, IOException, InterruptedException {
        var made = run.run(List.of(python.program().toString(), "-m", "venv", "--without-pip", environment), directory,
                variables, mounts);
        if (!made.succeeded()) {
            throw new BuildException("A virtual environment could not be made with Python " + python.version() + ".",
                    PythonRuntime.REMEDY, made.tail());
        }
        var cache = run.cache("pip");
        var all = Stream.concat(mounts.stream(), Stream.of(new Mount.Writable(cache, cache.toString()))).toList();
        // Python brings pip along as an archive that can be run: that takes seconds less than installing it first.
        var installed = run.run(
                List.of(environment + "/bin/python", python.pip() + "/pip", "install", "--no-input",
                        "--disable-pip-version-check", "--cache-dir", cache.toString(), "--progress-bar", "off", "-r",
                        FILE),
                directory, variables, all);
        if (!installed.succeeded()) {
            throw explain(installed.last(), installed.tail());
        }
    }

    private static BuildException explain(List<String> all, List<String> tail) {
        for (var line : all) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (lower.contains("do not match the hashes")) {
                return new BuildException("pip install failed: a package is not the one that requirements.txt has the "
                        + "hash of.", "Check where it comes from; then write requirements.txt again.", tail);
            }
            if (lower.contains("no matching distribution")) {
                return new BuildException("pip install failed: " + line.replaceFirst("^ERROR: ", "") + ".",
                        "Check its name and version in requirements.txt, and that the machine reaches the index.",
                        tail);
            }
            if (lower.contains("invalid requirement")) {
                return new BuildException("pip install failed: " + line.replaceFirst("^ERROR: ", "") + ".",
                        "Correct the line in requirements.txt.", tail);
            }
        }
        return new BuildException("pip install failed.", "The lines before say why.", tail);
    }

    /** Collects Django's static files, as on Heroku. */
    public void build() throws BuildException, IOException, InterruptedException {
        if (!Files.isRegularFile(run.app().resolve("manage.py"))
                || !(requirements.pinned().containsKey("django") || requirements.loose().contains("django"))
                || run.request().environment().containsKey("DISABLE_COLLECTSTATIC")) {
            return;
        }
        run.log().line("Running manage.py collectstatic.");
        var outcome = run.run(List.of("python", "manage.py", "collectstatic", "--noinput"), "/app",
                run.request().environment(), List.of());
        if (!outcome.succeeded()) {
            throw new BuildException("manage.py collectstatic failed with exit code " + outcome.exit() + ".",
                    "Correct it, or set DISABLE_COLLECTSTATIC=1 for the build.", outcome.tail());
        }
    }
}
