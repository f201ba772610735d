package io.stackblaze.postgres.move.copy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** A bound of bytes per second that several threads keep together. */
final class Rate {
    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private long free;

    Rate(long bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.free = nanoTime.getAsLong();
    }

    /** Returns when these bytes may travel. */
    void take(long bytes) throws InterruptedException {
        if (bytesPerSecond > 0) {
            TimeUnit.NANOSECONDS.sleep(reserve(bytes));
        }
    }

    /** Nanoseconds to wait before these bytes may travel. */
    long reserve(long bytes) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            var start = Math.max(free, now);
            free = start + Math.round(bytes * 1e9 / bytesPerSecond);
            return start - now;
        } finally {
            lock.unlock();
        }
    }
}
