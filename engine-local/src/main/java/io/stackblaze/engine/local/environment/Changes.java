package io.stackblaze.engine.local.environment;

import java.time.Duration;

/** A count of changes that threads can wait on. Any thread. */
public final class Changes {
    private long count;

    /** How many there were. */
    public synchronized long count() {
        return count;
    }

    /** Says that something changed. */
    public synchronized void add() {
        count++;
        notifyAll();
    }

    /** Waits until there were more than that, at most that long; returns how many there were. */
    public synchronized long awaitMoreThan(long seen, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); count <= seen && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return count;
    }
}
