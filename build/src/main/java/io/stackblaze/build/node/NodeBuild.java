package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Run;
import io.stackblaze.sandbox.Trees;

/**
 * Builds a Node project. Its dependencies are a layer, linked into the app. A build script gets a copy of the layer to
 * work in; if it leaves the copy as it was, the app gets the link after all.
 */
public final class NodeBuild {
    private final Run run;
    private final NodeProject project;
    private final NodeRuntime runtime;
    private final Toolchain toolchain;
    private final ModuleLayers layers;

    private NodeBuild(Run run, NodeProject project, NodeRuntime runtime, Toolchain toolchain)
            throws BuildException, IOException {
        this.run = run;
        this.project = project;
        this.runtime = runtime;
        this.toolchain = toolchain;
        this.layers = new ModuleLayers(run, project, toolchain);
    }

    /** Looks for a {@code package.json}, and gets hold of the Node it wants; empty when there is none. */
    public static Optional<NodeBuild> detect(Run run) throws BuildException, IOException, InterruptedException {
        var project = NodeProject.detect(run.app());
        if (project.isEmpty()) {
            return Optional.empty();
        }
        var runtime = new NodeRuntimes(run).resolve(project.get().manifest().nodeRange());
        var product = run.product();
        runtime.stored().ifPresent(folder -> {
            product.layer(folder);
            product.path(runtime.bin().toString());
        });
        var toolchain = Toolchain.of(run, project.get(), runtime);
        run.log().line("Node " + runtime.version() + " (" + (runtime.stored().isPresent() ? "fetched" : "installed")
                + ", " + project.get().manifest().nodeRange().map(range -> "package.json wants " + range)
                        .orElse("package.json does not say which")
                + "), " + project.get().manager().command() + " " + toolchain.version() + ".");
        return Optional.of(new NodeBuild(run, project.get(), runtime, toolchain));
    }

    /** What beside the source decides what this gives. */
    public String identity() {
        return runtime.version() + " " + toolchain.version() + " " + (project.lockfile() == null
                ? ""
                : layers.key(true).digest());
    }

    /** Whether the project's own scripts build, or somebody's command does. */
    private boolean builds() {
        return project.builds() || run.request().command() != null;
    }

    /** Makes the dependencies available to what follows. */
    public void dependencies() throws BuildException, IOException, InterruptedException {
        var product = run.product();
        product.path(run.inside() + "/node_modules/.bin");
        product.variable("NODE_ENV", "production");
        product.variable("NPM_CONFIG_UPDATE_NOTIFIER", "false");
        var modules = run.app().resolve("node_modules");
        if (project.lockfile() == null) {
            run.log().line("package.json has no dependencies.");
            return;
        }
        if (Files.exists(modules, LinkOption.NOFOLLOW_LINKS)) {
            run.log()
                    .line("The node_modules of the source are left out: " + project.manager().lockfile() + " decides.");
            Trees.delete(modules);
        }
        var reason = project.needsSource();
        if (reason.isPresent()) {
            run.log().dependencies(false, "never kept: " + reason.get() + ", so they are installed with the source");
            layers.installWithSource();
        } else if (builds()) {
            layers.copyForBuild();
        } else {
            layers.link(layers.production());
        }
    }

    /** Runs what the project wants run, then leaves out what only development wants. */
    public void build() throws BuildException, IOException, InterruptedException {
        if (builds()) {
            script("heroku-prebuild");
            if (project.needsSource().isEmpty()) {
                for (var script : NodeProject.INSTALL_SCRIPTS) {
                    script(script);
                }
            }
            if (project.readsSource()) {
                toolchain.run(List.of(project.manager().command(), "rebuild", "@prisma/client"), variables());
            }
            if (run.request().command() == null && project.buildScript().isPresent()) {
                script(project.buildScript().get());
            }
        }
    }

    /** After the build, the team's command included. */
    public void finish() throws BuildException, IOException, InterruptedException {
        if (project.lockfile() != null) {
            if (project.needsSource().isPresent()) {
                layers.prune();
            } else if (builds()) {
                layers.settle();
            }
        }
        script("heroku-cleanup");
        processes();
    }

    private void processes() {
        var product = run.product();
        if (project.manifest().script("start").isPresent()) {
            product.processIfAbsent("web", project.manager().command() + " start");
        } else if (Files.isRegularFile(run.app().resolve("server.js"))) {
            product.processIfAbsent("web", "node server.js");
        } else {
            project.manifest().main().filter(main -> main.matches("[A-Za-z0-9_./-]+"))
                    .filter(main -> isEntry(run.app().resolve(main)))
                    .ifPresent(main -> product.processIfAbsent("web", "node " + main));
        }
    }

    private boolean isEntry(Path file) {
        return file.normalize().startsWith(run.app()) && Files.isRegularFile(file);
    }

    private void script(String name) throws BuildException, IOException, InterruptedException {
        if (project.manifest().script(name).isPresent()) {
            run.log().line("Running " + name + ".");
            toolchain.run(project.manager().script(name), variables());
        }
    }

    private Map<String, String> variables() {
        var variables = new TreeMap<String, String>();
        variables.put("NODE_ENV", "production");
        variables.putAll(run.request().environment());
        return variables;
    }

}
