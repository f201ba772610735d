package io.stackblaze.build.buildpack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Probe;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.tool.Outcome;
import io.stackblaze.sandbox.Mount;

/**
 * Runs buildpacks in order, as Heroku does: {@code bin/detect}, {@code bin/compile} with the build, cache and
 * environment folders, {@code bin/release}; what one exports, those after it see. The build folder is {@code /app},
 * where the app will run.
 */
public final class BuildpackBuild {
    /** Reads the exports given before {@code --}, then becomes what follows. */
    private static final String WITH_EXPORTS = "while [ \"$1\" != -- ]; do . \"$1\"; shift; done; shift; exec \"$@\"";

    private final Run run;
    private final List<Buildpack> packs;

    private BuildpackBuild(Run run, List<Buildpack> packs) {
        this.run = run;
        this.packs = packs;
    }

    /** Gets hold of all that the request names. */
    public static BuildpackBuild fetch(Run run, boolean localGit)
            throws BuildException, IOException, InterruptedException {
        var source = new BuildpackSource(run, localGit);
        var place = run.scratch("buildpacks");
        var packs = new ArrayList<Buildpack>();
        for (var name : run.request().buildpacks()) {
            var pack = source.get(name, place.resolve(Integer.toString(packs.size())));
            for (var program : List.of("detect", "compile")) {
                if (!Files.isExecutable(pack.program(program))) {
                    throw new BuildException("The buildpack " + name + " has no program bin/" + program + ".",
                            "Name a classic Heroku buildpack; make bin/" + program + " executable.", List.of());
                }
            }
            packs.add(pack);
        }
        run.give(place);
        return new BuildpackBuild(run, packs);
    }

    /** What beside the source decides what this gives. */
    public String identity() {
        return String.join(" ", packs.stream().map(Buildpack::version).toList());
    }

    /** Runs them all. */
    public void build() throws BuildException, IOException, InterruptedException {
        var exports = new ArrayList<String>();
        var variables = variables();
        var environment = environmentFolder();
        for (var pack : packs) {
            detect(pack, variables);
            compile(pack, exports, variables, environment);
            release(pack, variables, pack.equals(packs.getLast()));
            if (Files.isRegularFile(pack.folder().resolve("export"))) {
                exports.add(pack.folder().resolve("export").toString());
            }
        }
    }

    private void detect(Buildpack pack, Map<String, String> variables)
            throws BuildException, IOException, InterruptedException {
        var outcome = run(pack, List.of(pack.program("detect").toString(), run.inside()), variables, List.of());
        if (!outcome.succeeded()) {
            throw new BuildException("The buildpack " + pack.name() + " says that it is not for this app.",
                    "Check build.buildpacks in blueprint.yaml, and that the build context is the right folder.",
                    outcome.tail());
        }
    }

    private void compile(Buildpack pack, List<String> exports, Map<String, String> variables, Path environment)
            throws BuildException, IOException, InterruptedException {
        run.log().line("Compiling with the buildpack " + pack.name() + ".");
        var cache = run.cache("buildpack " + pack.name());
        var words = new ArrayList<>(List.of("bash", "-c", WITH_EXPORTS, "bash"));
        words.addAll(exports);
        words.addAll(List.of("--", pack.program("compile").toString(), run.inside(), cache.toString(),
                environment.toString()));
        var outcome = run(pack, words, variables, List.of(new Mount.Writable(cache, cache.toString()),
                new Mount.ReadOnly(environment, environment.toString())));
        if (!outcome.succeeded()) {
            throw new BuildException("The buildpack " + pack.name() + " could not compile the app: bin/compile ended "
                    + "with exit code " + outcome.exit() + ".", "The lines before say why.", outcome.tail());
        }
    }

    /** As on Heroku, the last buildpack names the processes. */
    private void release(Buildpack pack, Map<String, String> variables, boolean last)
            throws BuildException, IOException, InterruptedException {
        if (!Files.isExecutable(pack.program("release"))) {
            return;
        }
        var yaml = new StringBuilder();
        var outcome = run.run(List.of(pack.program("release").toString(), run.inside()), "/app", variables,
                mounts(List.of()), line -> yaml.append(line).append('\n'));
        if (!outcome.succeeded()) {
            throw new BuildException("bin/release of the buildpack " + pack.name() + " ended with exit code "
                    + outcome.exit() + ".", "The lines before say why.", outcome.tail());
        }
        var info = ReleaseInfo.read(pack.name(), yaml.toString());
        info.variables().forEach(run.product()::variable);
        if (last) {
            info.processes().forEach(run.product()::process);
        }
    }

    private Outcome run(Buildpack pack, List<String> words, Map<String, String> variables, List<Mount> mounts)
            throws BuildException, IOException, InterruptedException {
        if (!Files.isDirectory(pack.folder())) {
            throw new IOException("The buildpack " + pack.name() + " is gone");
        }
        return run.run(words, "/app", variables, mounts(mounts));
    }

    private List<Mount> mounts(List<Mount> more) {
        var all = new ArrayList<Mount>();
        packs.forEach(pack -> all.add(new Mount.Writable(pack.folder(), pack.folder().toString())));
        all.addAll(more);
        return all;
    }

    private Map<String, String> variables() throws IOException, InterruptedException {
        var variables = new HashMap<String, String>();
        variables.put("HOME", run.inside());
        variables.put("STACK", run.request().environment().getOrDefault("STACK", stack()));
        variables.put("REQUEST_ID", "stackblaze");
        variables.put("DYNO", "run.1");
        return variables;
    }

    /** The newest of Heroku's stacks whose programs this machine's C library can run. */
    private static String stack() throws IOException, InterruptedException {
        var version = Probe.firstLine(List.of("getconf", "GNU_LIBC_VERSION"))
                .map(line -> line.replaceFirst("^glibc 2\\.", "")).filter(minor -> minor.matches("[0-9]{1,4}"))
                .map(Integer::parseInt).orElse(0);
        return version >= 39 ? "heroku-24" : "heroku-22";
    }

    /** A file for each variable: that is how buildpacks are given them. */
    private Path environmentFolder() throws IOException {
        var folder = run.scratch("environment");
        for (var variable : run.request().environment().entrySet()) {
            Files.writeString(folder.resolve(variable.getKey()), variable.getValue());
        }
        run.give(folder);
        return folder;
    }
}
