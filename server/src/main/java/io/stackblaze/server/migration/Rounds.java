package io.stackblaze.server.migration;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, on a thread of its own, from start to close. A round that fails is not the last. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration pause;
    private final Duration parting;
    private final Runnable round;
    private final Thread thread;

    /**
     * Does nothing yet.
     *
     * @param name of the thread
     * @param pause between the end of one and the next
     * @param parting how long closing waits for one that is interrupted
     */
    Rounds(String name, Duration pause, Duration parting, Runnable round) {
        this.name = name;
        this.pause = pause;
        this.parting = parting;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    round.run();
                } catch (RuntimeException e) {
                    LOG.warn("{}: this round failed, and the next one comes: {}", name, e.getMessage());
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(parting.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
