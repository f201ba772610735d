package io.stackblaze.cli.environment;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The environment that a command works on.
 *
 * @param project project's name
 * @param environment environment's name
 */
public record Target(String project, String environment) {
    private static final Pattern PLAIN_NAME = Pattern.compile("(?m)^name:[ \\t]+([a-z][a-z0-9-]*)[ \\t]*(?:#.*)?$");

    /** By {@code --project} and {@code --environment}; the project else by the nearest {@code blueprint.yaml}. */
    public static Target of(Call call) throws Failure {
        return new Target(project(call), environment(call));
    }

    /** The project alone. */
    public static String project(Call call) throws Failure {
        var given = call.option("--project");
        if (given.isPresent()) {
            return given.get();
        }
        var file = nearest(call.context().directory());
        if (file.isEmpty()) {
            throw Failure.of("Which project? There is no blueprint.yaml here or in a folder above.",
                    "Name it: --project NAME", "All there are: stackblaze projects");
        }
        return name(file.get());
    }

    /** The environment alone. */
    public static String environment(Call call) {
        return call.option("--environment").orElse("production");
    }

    /** Path of something of this environment in the API. */
    public String path(String rest) {
        return "/api/v1/projects/" + encode(project) + "/environments/" + encode(environment) + rest;
    }

    /** {@code shop / production}. */
    public String title() {
        return project + " / " + environment;
    }

    /** Options that name this environment, for commands that are suggested; empty for production. */
    public String options() {
        return environment.equals("production") ? "" : " -e " + environment;
    }

    /** A word made safe for a path. */
    public static String encode(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Optional<Path> nearest(Path directory) {
        for (@Nullable
        Path folder = directory; folder != null; folder = folder.getParent()) {
            var file = folder.resolve("blueprint.yaml");
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static String name(Path file) throws Failure {
        try {
            var text = Files.readString(file);
            var plain = PLAIN_NAME.matcher(text);
            // Reading the whole file properly takes longer than most commands run.
            if (plain.find()) {
                return plain.group(1);
            }
            if (BlueprintReader.read(text, file.toString()) instanceof Reading.Valid valid) {
                return valid.blueprint().name();
            }
        } catch (IOException e) {
            // Told below.
        }
        throw Failure.of("The project's name cannot be read from " + file + ".",
                "stackblaze blueprint validate " + file,
                "Or name it: --project NAME");
    }
}
