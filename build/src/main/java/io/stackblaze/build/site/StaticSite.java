package io.stackblaze.build.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.node.NodeRuntimes;
import io.stackblaze.build.run.Run;
import io.stackblaze.sandbox.Trees;

/**
 * A folder with an {@code index.html}, in the place where a site generator or a person puts it. It is served by a small
 * Node program that becomes a part of the build.
 */
public final class StaticSite {
    private static final String PROGRAM = "serve.mjs";
    private static final List<String> OUTPUTS = List.of("dist", "build", "out", "public", "_site");

    private StaticSite() {}

    /** Whether the source is a site as it is, with nothing to build. */
    public static boolean isPlain(Path app) {
        return Files.isRegularFile(app.resolve("index.html"));
    }

    /**
     * Makes {@code web} serve the site.
     *
     * @param asItIs whether the top folder itself may be the site: not when it is what a generator starts from
     * @return whether there is a site
     */
    public static boolean serve(Run run, boolean asItIs) throws BuildException, IOException, InterruptedException {
        var folder = find(run.app(), asItIs);
        if (folder.isEmpty()) {
            return false;
        }
        var runtime = new NodeRuntimes(run).resolve(Optional.empty());
        runtime.stored().ifPresent(stored -> {
            run.product().layer(stored);
            run.product().path(runtime.bin().toString());
        });
        // A build may have left a link here that leads anywhere, and this process follows links with its own rights.
        var own = run.app().resolve(".stackblaze");
        Trees.delete(own);
        Files.createDirectory(own);
        try (var program = Objects.requireNonNull(StaticSite.class.getResourceAsStream(PROGRAM), PROGRAM)) {
            Files.copy(program, own.resolve(PROGRAM));
        }
        run.product().process("web", "node .stackblaze/" + PROGRAM + " " + folder.get());
        run.log().line("A static site: web serves " + (folder.get().equals(".") ? "this folder" : folder.get()) + ".");
        return true;
    }

    private static Optional<String> find(Path app, boolean asItIs) throws IOException {
        var folders = new ArrayList<String>();
        for (var output : OUTPUTS) {
            folders.add(output);
            folders.addAll(below(app, output));
        }
        if (asItIs) {
            folders.add(".");
        }
        return folders.stream().filter(folder -> Files.isRegularFile(app.resolve(folder).resolve("index.html")))
                .filter(folder -> Files.isDirectory(app.resolve(folder))).findFirst();
    }

    /** Some generators put the site into a folder of the project's name, or that and {@code browser}. */
    private static List<String> below(Path app, String output) throws IOException {
        if (!Files.isDirectory(app.resolve(output))) {
            return List.of();
        }
        try (var folders = Files.list(app.resolve(output))) {
            return folders.filter(Files::isDirectory).map(Path::getFileName).map(Path::toString)
                    .filter(name -> name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")).sorted()
                    .flatMap(name -> Stream.of(output + "/" + name, output + "/" + name + "/browser")).toList();
        }
    }
}
