package io.stackblaze.engine.local.network;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/** Ports that instances are told to listen on, one after the other, below those the kernel gives out. Any thread. */
final class Ports {
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;

    private final IntPredicate free;
    private final Set<Integer> used = new HashSet<>();
    private int next;

    /**
     * @param free whether nobody else listens there
     * @param start where to begin
     */
    Ports(IntPredicate free, int start) {
        this.free = free;
        this.next = FIRST + Math.floorMod(start, LAST - FIRST);
    }

    synchronized int take() {
        for (int tries = FIRST; tries <= LAST; tries++) {
            int port = next;
            next = next == LAST ? FIRST : next + 1;
            if (!used.contains(port) && free.test(port)) {
                used.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + LAST + " is free");
    }

    synchronized void mark(int port, boolean inUse) {
        if (inUse) {
            used.add(port);
        } else {
            used.remove(port);
        }
    }
}
