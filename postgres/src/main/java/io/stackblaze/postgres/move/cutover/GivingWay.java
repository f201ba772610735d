package io.stackblaze.postgres.move.cutover;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;

/** Work that lets everything go when somebody waits for a lock of ours, and is then begun anew. */
final class GivingWay {
    private static final int TRIES = 20;

    private GivingWay() {}

    /** The work; must leave nothing locked when it fails. */
    interface Work<T> {
        T run() throws MoveException, InterruptedException;
    }

    /** Does it, again and again while it has to give way; for the last time it fails with {@code BUSY}. */
    static <T> T run(Work<T> work) throws MoveException, InterruptedException {
        for (int tries = 1;; tries++) {
            try {
                return work.run();
            } catch (MoveException e) {
                if (e.code() != Code.BUSY || tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
