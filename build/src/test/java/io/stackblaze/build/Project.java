package io.stackblaze.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Source that a test writes, and what it asks of a builder. */
public final class Project {
    private final Path folder;
    private final List<String> buildpacks = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable String command;
    private @Nullable String dockerfile;

    private Project(Path folder) {
        this.folder = folder;
    }

    /** In a folder that is made. */
    public static Project in(Path folder) throws IOException {
        return new Project(Files.createDirectories(folder));
    }

    /** Writes a file. */
    public Project with(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    /** Writes a file that can be executed. */
    public Project withProgram(String name, String text) throws IOException {
        with(name, text);
        folder.resolve(name).toFile().setExecutable(true, false);
        return this;
    }

    /** Asks for a build command. */
    public Project command(String line) {
        command = line;
        return this;
    }

    /** Asks for a Dockerfile. */
    public Project dockerfile(String path) {
        dockerfile = path;
        return this;
    }

    /** Asks for a buildpack after those asked for before. */
    public Project buildpack(String name) {
        buildpacks.add(name);
        return this;
    }

    /** Gives the build a variable. */
    public Project variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** What is asked of a builder. */
    public BuildRequest request() {
        return new BuildRequest(folder, folder, dockerfile, command, buildpacks, environment,
                folder.getFileName().toString());
    }

    /** Runs a program in it, which must succeed. */
    public String run(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + output);
        }
        return output;
    }
}
