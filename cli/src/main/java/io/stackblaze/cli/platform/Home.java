package io.stackblaze.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import tools.jackson.core.JacksonException;

/**
 * The folder in which StackBlaze keeps everything on this machine.
 *
 * @param folder absolute path
 */
public record Home(Path folder) {
    /** {@code --home}, else {@code STACKBLAZE_HOME}, else {@code ~/.stackblaze}. */
    public static Home of(Call call) throws Failure {
        var variables = call.context().variables();
        var given = call.option("--home").or(() -> Optional.ofNullable(variables.get("STACKBLAZE_HOME")));
        if (given.isPresent() && !given.get().isBlank()) {
            return new Home(call.context().directory().resolve(given.get()).normalize());
        }
        var user = variables.get("HOME");
        if (user == null || user.isBlank()) {
            throw Failure.of("Where StackBlaze should keep everything is not known: HOME is not set.",
                    "Say where: --home FOLDER, or STACKBLAZE_HOME");
        }
        return new Home(Path.of(user).toAbsolutePath().resolve(".stackblaze"));
    }

    /** Makes the folder, readable for its owner alone; says whether it is new. */
    public boolean make() throws IOException {
        boolean isNew = !Files.exists(folder);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(logs());
        return isNew;
    }

    /** Where processes write what they have to say. */
    public Path logs() {
        return folder.resolve("log");
    }

    /** The owner's token, once the server made it. */
    public Optional<String> token() throws Failure {
        var file = folder.resolve("token");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw Failure.notAllowed("The token in " + file + " cannot be read by this user.",
                    "Use StackBlaze as the user that started it, or set STACKBLAZE_TOKEN.");
        }
    }

    /** Where the server says that it listens. */
    public Optional<String> serverUrl() {
        try {
            var url = Json.text(Json.read(Files.readString(folder.resolve("server.json"))), "url");
            return url.isEmpty() ? Optional.empty() : Optional.of(url);
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether the node that last used this home still runs, whoever started it. */
    boolean nodeAlive() {
        try {
            long pid = Json.read(Files.readString(folder.resolve("node").resolve("node.json"))).path("pid").asLong(0);
            return ProcessHandle.of(pid).isPresent();
        } catch (IOException | JacksonException e) {
            return false;
        }
    }
}
