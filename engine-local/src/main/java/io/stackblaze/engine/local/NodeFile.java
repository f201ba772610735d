package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.engine.local.state.Json;

/**
 * How a node is reached, in {@code <home>/node/node.json}, readable by its owner only.
 *
 * @param pid its process
 * @param port its control port on the loopback address
 * @param token what the control port asks for
 * @param started when it began, in the form of {@link java.time.Instant#toString()}
 */
record NodeFile(long pid, int port, String token, String started) {
    static Optional<NodeFile> read(Path home) throws IOException {
        return Json.load(new Folders(home.resolve("node")).nodeFile(), NodeFile.class);
    }

    void write(Folders folders) throws IOException {
        Json.save(folders.nodeFile(), this);
    }

    @Override
    public String toString() {
        return "NodeFile[pid=" + pid + ", port=" + port + "]";
    }
}
