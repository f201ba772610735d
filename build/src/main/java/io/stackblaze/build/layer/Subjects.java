package io.stackblaze.build.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import io.stackblaze.build.store.Sealing;
import io.stackblaze.build.store.Store;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Remembers for each subject the keys of its last build's layers. */
public final class Subjects {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    /** Remembers in the store. */
    public Subjects(Store store) {
        folder = store.home().resolve("subjects");
    }

    /** The key a subject's layer of one kind had last; empty when there was none, or it cannot be read any more. */
    public Optional<LayerKey> last(String subject, String kind) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file(subject, kind)), LayerKey.class));
        } catch (NoSuchFileException | JacksonException _) {
            return Optional.empty();
        }
    }

    /** Remembers a key. */
    public void remember(String subject, String kind, LayerKey key) throws IOException {
        Sealing.write(file(subject, kind), JSON.writeValueAsBytes(key));
    }

    private Path file(String subject, String kind) {
        return folder.resolve(Store.fileName(subject + "\0" + kind) + ".json");
    }
}
