package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import io.stackblaze.build.buildpack.BuildpackBuild;
import io.stackblaze.build.node.NodeBuild;
import io.stackblaze.build.python.PythonBuild;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.site.StaticSite;
import org.jspecify.annotations.Nullable;

/**
 * What there is to do for one source: the buildpacks it names, or else everything that was detected in it.
 *
 * @param buildpacks null when none are named
 * @param node null when there is no package.json, or buildpacks are named
 * @param python null when there is no requirements.txt, or buildpacks are named
 */
record Recipe(Run run, Map<String, String> procfile, @Nullable BuildpackBuild buildpacks, @Nullable NodeBuild node,
        @Nullable PythonBuild python) {
    static Recipe detect(Run run, BuildSettings settings) throws BuildException, IOException, InterruptedException {
        var request = run.request();
        if (request.dockerfile() != null) {
            throw noImages(request.dockerfile() + " is to be built, and this machine runs no images.");
        }
        var procfile = Processes.read(run.app());
        if (!request.buildpacks().isEmpty()) {
            return new Recipe(run, procfile, BuildpackBuild.fetch(run, settings.localGit()), null, null);
        }
        var node = NodeBuild.detect(run).orElse(null);
        var python = PythonBuild.detect(run, node != null || !procfile.isEmpty() || request.command() != null)
                .orElse(null);
        if (Files.exists(run.app().resolve("Dockerfile"))) {
            if (node == null && python == null && procfile.isEmpty() && request.command() == null
                    && !StaticSite.isPlain(run.app())) {
                throw noImages("There is a Dockerfile and nothing else to go by, and this machine runs no images.");
            }
            run.log().line("The Dockerfile is left aside: this machine runs no images.");
        }
        if (node == null && python == null) {
            run.log().line(procfile.isEmpty()
                    ? "No package.json, no requirements.txt, no Procfile: the files are taken as they are."
                    : "A Procfile, and nothing to install.");
        }
        return new Recipe(run, procfile, null, node, python);
    }

    private static BuildException noImages(String detail) {
        return new BuildException(detail,
                "Remove build.dockerfile, and name build.command or build.buildpacks in blueprint.yaml, or add a "
                        + "Procfile; or deploy to a cluster, which runs images.",
                List.of());
    }

    /** What beside source and request decides what comes of it. */
    String identity() {
        return (buildpacks == null ? "" : buildpacks.identity()) + "\n" + (node == null ? "" : node.identity()) + "\n"
                + (python == null ? "" : python.identity());
    }

    void dependencies() throws BuildException, IOException, InterruptedException {
        if (node != null) {
            node.dependencies();
        }
        if (python != null) {
            python.dependencies();
        }
    }

    void build() throws BuildException, IOException, InterruptedException {
        if (buildpacks != null) {
            buildpacks.build();
        }
        if (node != null) {
            node.build();
        }
        command();
        if (python != null) {
            python.build();
        }
        if (node != null) {
            node.finish();
        }
        procfile.forEach(run.product()::process);
        if (!run.product().processes().containsKey("web") && buildpacks == null && python == null) {
            StaticSite.serve(run, node == null);
        }
    }

    private void command() throws BuildException, IOException, InterruptedException {
        var command = run.request().command();
        if (command == null) {
            return;
        }
        run.log().line("Running " + command);
        var outcome = run.run(List.of("sh", "-c", command), "/app", run.request().environment(), List.of());
        if (!outcome.succeeded()) {
            throw new BuildException("The build command failed with exit code " + outcome.exit() + ": " + command,
                    "The lines before say why.", outcome.tail());
        }
    }
}
