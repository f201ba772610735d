package io.stackblaze.build;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.build.node.NodeBuild;
import io.stackblaze.build.run.Run;
import org.jspecify.annotations.Nullable;

/** What there is to do for one source: everything that was detected in it, in order. */
final class Recipe {
    private final Run run;
    private final @Nullable NodeBuild node;
    private final Map<String, String> procfile;

    private Recipe(Run run, Optional<NodeBuild> node, Map<String, String> procfile) {
        this.run = run;
        this.node = node.orElse(null);
        this.procfile = procfile;
    }

    static Recipe detect(Run run) throws BuildException, IOException, InterruptedException {
        var procfile = Processes.read(run.app());
        return new Recipe(run, NodeBuild.detect(run), procfile);
    }

    /** What beside source and request decides what comes of it. */
    String identity() throws IOException {
        return node == null ? "" : node.identity();
    }

    void dependencies() throws BuildException, IOException, InterruptedException {
        if (node != null) {
            node.dependencies();
        }
    }

    void build() throws BuildException, IOException, InterruptedException {
        if (node != null) {
            node.build();
        }
        var command = run.request().command();
        if (command != null) {
            run.log().line("Running " + command);
            var outcome = run.run(List.of("sh", "-c", command), "/app", run.request().environment(), List.of());
            if (!outcome.succeeded()) {
                throw new BuildException("The build command failed with exit code " + outcome.exit() + ": " + command,
                        "The lines before say why.", outcome.tail());
            }
        }
        if (node != null) {
            node.finish();
        }
        procfile.forEach(run.product()::process);
    }
}
