package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.stackblaze.server.operation.StepFailure;

/** A wait with an end: looks a few times a second, and gives up in time. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final long begin = System.nanoTime();
    private final Duration longest;

    Patience(Duration longest) {
        this.longest = longest;
    }

    /** Whether the wait has lasted that long. */
    boolean exceeds(Duration time) {
        return System.nanoTime() - begin > time.toNanos();
    }

    /** Waits a moment, or fails with what is still missing. */
    void pause(Supplier<String> missing) throws StepFailure, InterruptedException {
        if (exceeds(longest)) {
            throw new StepFailure(missing.get() + " after " + longest.toMinutes() + " minutes.",
                    "See `stackblaze status` and `stackblaze logs`.");
        }
        LockSupport.parkNanos(LOOK.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
