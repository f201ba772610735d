package io.stackblaze.build.store;

import java.nio.file.Path;

/**
 * A thing of the store, kept from being collected until this is closed.
 *
 * @param folder where it is
 * @param hit whether it was there before
 */
public record Holding(Path folder, boolean hit, StoreLock lock) implements AutoCloseable {
    @Override
    public void close() {
        lock.close();
    }
}
