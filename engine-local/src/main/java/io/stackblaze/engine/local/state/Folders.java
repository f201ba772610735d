package io.stackblaze.engine.local.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the node keeps what.
 *
 * @param node {@code <home>/node}
 */
public record Folders(Path node) {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    /** What the control port is and who listens. */
    public Path nodeFile() {
        return node.resolve("node.json");
    }

    /** State of one environment. */
    public Path state(EnvironmentId id) {
        return node.resolve("state").resolve(id.project()).resolve(id.environment());
    }

    /** Data of the datastores of one environment. */
    public Path data(EnvironmentId id) {
        return node.resolve("data").resolve(id.project()).resolve(id.environment());
    }

    /** WAL of one environment's databases that is not in the vault yet. */
    public Path spool(EnvironmentId id) {
        return node.resolve("spool").resolve(id.project()).resolve(id.environment());
    }

    /** Databases that are being restored. */
    public Path restores() {
        return node.resolve("restores");
    }

    /** Logs of one environment. */
    public Path logs(EnvironmentId id) {
        return node.resolve("logs").resolve(id.project()).resolve(id.environment());
    }

    /** Files shown to the instances of one environment: names. */
    public Path shown(EnvironmentId id) {
        return node.resolve("shown").resolve(id.project()).resolve(id.environment());
    }

    /** One folder for each instance. */
    public Path instances() {
        return node.resolve("instances");
    }

    /** Environments of which there is state; what is no environment is passed over. */
    public List<EnvironmentId> environments() throws IOException {
        var found = new ArrayList<EnvironmentId>();
        for (var project : list(node.resolve("state"))) {
            for (var environment : Files.isDirectory(project) ? list(project) : List.<Path>of()) {
                if (Files.isDirectory(environment)) {
                    try {
                        found.add(new EnvironmentId(project.getFileName().toString(),
                                environment.getFileName().toString()));
                    } catch (IllegalArgumentException e) {
                        LOG.warn("{} is no state of an environment", environment);
                    }
                }
            }
        }
        return found;
    }

    /**
     * Refuses new work early when the disk is nearly full, while there is still room to keep state.
     *
     * @throws EngineException with the kind EXHAUSTED
     */
    public void demandRoom(long bytes) {
        long usable = node.toFile().getUsableSpace();
        if (usable < bytes) {
            throw new EngineException(EngineException.Code.EXHAUSTED,
                    "The disk that holds %s has %d MB left and %d MB are needed; what runs goes on. Free some space, then try again."
                            .formatted(node.getParent(), usable >> 20, bytes >> 20));
        }
    }

    /** What is in a folder; nothing when there is none. */
    public static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
