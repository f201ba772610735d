package io.stackblaze.engine.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Room kept for the day on which the disk is full, so that a node can still start and take over what runs. */
public record Ballast(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
    private static final int BYTES = 1 << 20;

    /** Something that writes to the disk. */
    @FunctionalInterface
    public interface Writing {
        /** Writes. */
        void run() throws IOException;
    }

    /** Writes, and gives the room up for it when there is no other. */
    public void write(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            LOG.warn("{}; using the room that was kept for this", e.getMessage());
            Files.deleteIfExists(file);
            writing.run();
        }
    }

    /** Takes the room, if there is so much. */
    public void keep() {
        try {
            if (Files.notExists(file) || Files.size(file) < BYTES) {
                Files.write(file, new byte[BYTES]);
            }
        } catch (IOException e) {
            LOG.debug("no room can be kept: {}", e.getMessage());
        }
    }
}
