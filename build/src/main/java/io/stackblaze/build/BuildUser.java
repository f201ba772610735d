package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.build.store.StoreLock;
import io.stackblaze.sandbox.Isolation;
import org.jspecify.annotations.Nullable;

/** A user that runs one build's processes and nothing else meanwhile, so that builds cannot touch one another. */
record BuildUser(OptionalInt uid, @Nullable StoreLock lock) implements AutoCloseable {
    /** Far above what distributions give out. */
    private static final int FIRST = 1_610_000_000;
    private static final int COUNT = 256;
    /** For the whole machine, whatever the stores on it: the end of a build is the end of all that its user runs. */
    private static final Path LOCKS = Path.of("/run/stackblaze/build-users");

    static BuildUser take(Isolation isolation) throws IOException, BuildException {
        if (isolation != Isolation.ROOT) {
            return new BuildUser(OptionalInt.empty(), null);
        }
        for (var i = 0; i < COUNT; i++) {
            Optional<StoreLock> lock = StoreLock.tryAcquire(LOCKS.resolve(Integer.toString(i)), false);
            if (lock.isPresent()) {
                return new BuildUser(OptionalInt.of(FIRST + i), lock.get());
            }
        }
        throw new BuildException("There are " + COUNT + " builds under way already. Wait for some to end.");
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
