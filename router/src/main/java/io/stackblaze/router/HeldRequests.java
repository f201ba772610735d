package io.stackblaze.router;

import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Requests to one service that wait for its route to change, in the order they came. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for one that goes on
final class HeldRequests {
    /** A request that can be let go. */
    interface Held {
        EventLoop eventLoop();

        /** Goes on; called on {@link #eventLoop()}, once. */
        void resume();
    }

    /** With the time they came. */
    private final Map<Held, Long> waiting = new LinkedHashMap<>();
    private long longestNanos;

    /** Takes one more in; false when there are {@code most} already. */
    synchronized boolean add(Held held, int most) {
        return waiting.size() < most && waiting.putIfAbsent(held, System.nanoTime()) == null;
    }

    /** Takes one out; false when it was let go already. */
    synchronized boolean remove(Held held) {
        Long since = waiting.remove(held);
        note(since);
        return since != null;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** The longest time that one waited so far, those that still do included. */
    synchronized long longestNanos() {
        noteOldest();
        return longestNanos;
    }

    /** Lets all go, first come first. Under the lock, so that two releases cannot overtake each other. */
    synchronized void release() {
        noteOldest();
        for (Held held : waiting.keySet()) {
            held.eventLoop().execute(held::resume);
        }
        waiting.clear();
    }

    private void noteOldest() {
        note(waiting.isEmpty() ? null : waiting.values().iterator().next());
    }

    private void note(@Nullable Long since) {
        if (since != null) {
            longestNanos = Math.max(longestNanos, System.nanoTime() - since);
        }
    }
}
