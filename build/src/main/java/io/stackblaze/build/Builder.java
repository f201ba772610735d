package io.stackblaze.build;

import java.nio.file.Path;
import java.util.Set;

/**
 * Turns source into builds, and keeps builds and dependency layers in a store of bounded size. Any number of threads,
 * and
 * of processes on the same folder, may build at once.
 */
public final class Builder implements AutoCloseable {
    private final Path home;

    private Builder(Path home) {
        this.home = home;
    }

    /** Opens the store below {@code home}, making it if need be. */
    public static Builder open(Path home) {
        return new Builder(home);
    }

    /**
     * Builds, or finds the build that the same source made before.
     *
     * @throws BuildException when it cannot be built; nothing half-made is left
     * @throws InterruptedException when the thread was interrupted; the build's processes have ended
     */
    public Build build(BuildRequest request, BuildLog log) throws BuildException, InterruptedException {
        throw new BuildException(home + "" + request + log);
    }

    /**
     * Deletes the least recently used builds and layers until the store is small enough.
     *
     * @param kept ids of builds that releases still need; they and their layers stay
     * @return bytes freed
     */
    public long collect(Set<String> kept, long maximumBytes) {
        return kept.size() - maximumBytes;
    }

    /** Ends what runs. */
    @Override
    public void close() {}
}
