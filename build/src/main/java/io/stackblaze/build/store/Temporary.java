package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.file.Path;

import io.stackblaze.sandbox.Trees;

/** A folder for the time of one build. */
public record Temporary(Path folder, StoreLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        try (lock) {
            Trees.delete(folder);
        }
    }
}
