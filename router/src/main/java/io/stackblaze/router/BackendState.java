package io.stackblaze.router;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * One instance as all event loops see it: what is in flight to it, and whether it may be given more.
 *
 * <p>
 * The two sides of draining are ordered so that neither can miss the other: a request counts itself in <em>before</em>
 * it looks whether the instance is retired, and the instance is retired <em>before</em> anybody looks at the count.
 * Hence a count of zero seen after retiring means that nothing is in flight and nothing will be.
 */
final class BackendState {
    private final Backend backend;
    private final @Nullable InetSocketAddress address;
    private final @Nullable Origin origin;
    private final BackendPool[] pools;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private volatile boolean retired;

    /** Looks the host up, so this may block. */
    BackendState(Backend backend, int eventLoops) {
        this(backend, new InetSocketAddress(backend.host(), backend.port()), null, eventLoops);
    }

    /** A server outside, in an instance's place. */
    BackendState(Backend backend, Origin origin, int eventLoops) {
        this(backend, null, origin, eventLoops);
    }

    private BackendState(Backend backend, @Nullable InetSocketAddress address, @Nullable Origin origin,
            int eventLoops) {
        this.backend = backend;
        this.address = address;
        this.origin = origin;
        this.pools = new BackendPool[eventLoops];
        for (int i = 0; i < eventLoops; i++) {
            pools[i] = new BackendPool(this);
        }
    }

    Backend backend() {
        return backend;
    }

    /** Where to connect to; null for a server outside. */
    @Nullable
    InetSocketAddress address() {
        return address;
    }

    /** The server outside; null for an instance. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** The idle connections of one event loop; touched by that loop alone. */
    BackendPool pool(Worker worker) {
        return pools[worker.index()];
    }

    int inFlight() {
        return inFlight.get();
    }

    boolean retired() {
        return retired;
    }

    /** Counts a request in; false when the instance takes no new ones and another has to be found. */
    boolean acquire() {
        inFlight.incrementAndGet();
        if (!retired) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        if (inFlight.decrementAndGet() == 0 && retired) {
            signal();
        }
    }

    void retire() {
        retired = true;
        signal();
    }

    void bringBack() {
        retired = false;
    }

    boolean isDrained() { return retired && inFlight.get() == 0; }

    boolean awaitDrained(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!isDrained()) {
                if (left <= 0) {
                    return false;
                }
                // Bounded, so that a wake-up lost to a race between retiring and bringing back costs no more than this.
                long slice = Math.min(left, TimeUnit.SECONDS.toNanos(1));
                left -= slice - drained.awaitNanos(slice);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
