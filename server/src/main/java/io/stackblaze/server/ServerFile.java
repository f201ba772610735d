package io.stackblaze.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code <home>/server.json}: tells the command line where the server of a home is. */
final class ServerFile {
    private final Path path;
    private final JsonMapper json;

    /** What the file says. */
    record Content(long pid, int port, String url) {}

    ServerFile(Path home, JsonMapper json) {
        this.path = home.resolve("server.json");
        this.json = json;
    }

    Optional<Content> read() {
        try {
            return Optional.of(json.readValue(Files.readString(path), Content.class));
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        }
    }

    void write(Content content) throws IOException {
        var next = path.resolveSibling("server.json.next");
        Files.writeString(next, json.writeValueAsString(content) + "\n");
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
