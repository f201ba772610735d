package io.stackblaze.build;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.build.store.Store;
import io.stackblaze.build.store.StoreLock;
import io.stackblaze.sandbox.Isolation;
import org.jspecify.annotations.Nullable;

/** A user that runs one build's processes and nothing else meanwhile, so that builds cannot touch one another. */
record BuildUser(OptionalInt uid, @Nullable StoreLock lock) implements AutoCloseable {
    /** Far above what distributions give out. */
    private static final int FIRST = 1_610_000_000;
    private static final int COUNT = 256;

    static BuildUser take(Store store, Isolation isolation) throws IOException, BuildException {
        if (isolation != Isolation.ROOT) {
            return new BuildUser(OptionalInt.empty(), null);
        }
        for (var i = 0; i < COUNT; i++) {
            Optional<StoreLock> lock = StoreLock.tryAcquire(store.home().resolve("locks").resolve("user-" + i), false);
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
