package io.stackblaze.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.build.source.SourceException;
import io.stackblaze.build.source.Space;
import io.stackblaze.build.store.Collection;
import io.stackblaze.build.store.Store;

/**
 * Turns source into builds, and keeps builds and dependency layers in a store of bounded size. Any number of threads,
 * and of processes on the same folder, may build at once.
 *
 * <p>
 * Below its home: {@code builds/<id>} (a {@link Build} each), {@code layers/<key>} (dependencies, keyed on lockfiles),
 * {@code runtimes/<name>} (Node and package managers), {@code caches}, {@code subjects}, {@code locks}, {@code
 * temporary}. What is in the first three never changes once it is there.
 */
public final class Builder implements AutoCloseable {
    private final Store store;
    private final BuildSettings settings;
    private final Set<Thread> building = ConcurrentHashMap.newKeySet();

    private Builder(Store store, BuildSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Opens the store below {@code home}, making it if need be. */
    public static Builder open(Path home) {
        return open(home, BuildSettings.standard());
    }

    /** Opens the store with settings of the caller's own. */
    public static Builder open(Path home, BuildSettings settings) {
        try {
            return new Builder(Store.open(home, settings.clock()), settings);
        } catch (IOException failed) {
            throw new UncheckedIOException("The builds' folder " + home + " cannot be made", failed);
        }
    }

    /**
     * Builds, or finds the build that the same source made before.
     *
     * @throws BuildException when it cannot be built; nothing half-made is left
     * @throws InterruptedException when the thread was interrupted; the build's processes have ended
     */
    public Build build(BuildRequest request, BuildLog log) throws BuildException, InterruptedException {
        building.add(Thread.currentThread());
        try {
            Space.require(store.home(), settings.limits().source().freeBytes());
            return Building.build(store, settings, request, log);
        } catch (SourceException refused) {
            throw new BuildException(refused.getMessage(), refused);
        } catch (IOException failed) {
            throw new BuildException(Space.explain(failed, store.home()).getMessage(), failed);
        } finally {
            building.remove(Thread.currentThread());
        }
    }

    /**
     * Deletes the least recently used builds, layers, runtimes and caches until the store is small enough. Whatever was
     * used in the last hour, or is in use, stays.
     *
     * @param kept ids of builds that releases still need; they and their layers stay
     * @return bytes freed
     */
    public long collect(Set<String> kept, long maximumBytes) {
        try {
            return Collection.run(store, kept, maximumBytes,
                    settings.clock().instant().minus(settings.limits().unused()));
        } catch (IOException failed) {
            throw new UncheckedIOException("The builds' folder " + store.home() + " cannot be cleaned", failed);
        }
    }

    /** Folder of the store; dependency layers are in {@code layers} and {@code runtimes} of it. */
    public Path home() {
        return store.home();
    }

    /** Ends what runs: builds under way are interrupted. */
    @Override
    public void close() {
        building.forEach(Thread::interrupt);
    }
}
