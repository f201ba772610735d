package io.stackblaze.heroku.emulator.live;

import java.time.Duration;

/** Waiting for threads that were told to end. */
final class Ending {
    private Ending() {}

    /** Waits for the end of a thread, but not for ever; an interrupt of this thread is kept for later. */
    static void await(Thread thread, Duration patience) {
        try {
            thread.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
