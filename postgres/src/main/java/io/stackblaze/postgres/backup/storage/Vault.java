package io.stackblaze.postgres.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/**
 * Storage of named objects, each whole or not there. Names are path segments of {@code A-Z a-z 0-9 . _ -} separated by
 * slashes. Any thread may use it; all methods block, and throw {@link IOException} with a message for people.
 */
public interface Vault {
    /** Writes an object's bytes. */
    @FunctionalInterface
    interface Content {
        /** Writes all of them; the stream is closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * One object.
     *
     * @param bytes its length
     * @param written when it was put
     */
    record Entry(String name, long bytes, Instant written) {}

    /** Puts an object, in place of one of that name. Returns when it is durable; on failure nothing has changed. */
    void put(String name, Content content) throws IOException;

    /** Opens an object. Throws {@link java.nio.file.NoSuchFileException} if there is none. */
    InputStream get(String name) throws IOException;

    /** Objects whose names begin with the prefix, by name. */
    List<Entry> list(String prefix) throws IOException;

    /** Deletes an object; fine when there is none. */
    void delete(String name) throws IOException;
}
