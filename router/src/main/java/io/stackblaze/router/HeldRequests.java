package io.stackblaze.router;

import java.util.LinkedHashSet;

import io.netty.channel.EventLoop;

/** Requests to one service that wait for its route to change, in the order they came. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for one that goes on
final class HeldRequests {
    /** A request that can be let go. */
    interface Held {
        EventLoop eventLoop();

        /** Goes on; called on {@link #eventLoop()}, once. */
        void resume();
    }

    private final LinkedHashSet<Held> waiting = new LinkedHashSet<>();

    /** Takes one more in; false when there are {@code most} already. */
    synchronized boolean add(Held held, int most) {
        return waiting.size() < most && waiting.add(held);
    }

    /** Takes one out; false when it was let go already. */
    synchronized boolean remove(Held held) {
        return waiting.remove(held);
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Lets all go, first come first. Under the lock, so that two releases cannot overtake each other. */
    synchronized void release() {
        for (Held held : waiting) {
            held.eventLoop().execute(held::resume);
        }
        waiting.clear();
    }
}
