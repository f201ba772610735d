package io.stackblaze.redis.move;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.stackblaze.redis.move.wire.RefusedException;

/**
 * Tries again what failed because a connection broke or a server was not ready, for a bounded time.
 *
 * @param bound how long, from the first failure on
 */
record Patience(Duration bound, Clock clock) {
    private static final long FIRST_PAUSE = 20;
    private static final long LONGEST_PAUSE = 1000;

    /** What is tried; doing it twice must be fine. */
    interface Attempt<T> {
        T run() throws IOException, RedisMoveException;
    }

    /**
     * Tries it.
     *
     * @param during what it is, as in "Copying"
     * @param sessions to be dropped before it is tried again
     */
    <T> T untilDone(String during, Attempt<T> attempt, Session... sessions)
            throws RedisMoveException, InterruptedException {
        var deadline = Instant.MAX;
        for (long pause = FIRST_PAUSE;; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            try {
                return attempt.run();
            } catch (IOException e) {
                for (Session session : sessions) {
                    session.drop();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException(during + " was interrupted");
                }
                if (deadline.equals(Instant.MAX)) {
                    deadline = clock.instant().plus(bound);
                }
                if ((e instanceof RefusedException refused && !refused.passes()) || clock.instant().isAfter(deadline)) {
                    throw RedisMoveException.of(e, during);
                }
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        }
    }
}
