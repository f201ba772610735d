package io.stackblaze.router;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Idle connections of one event loop to one instance, the last used first. Touched by that loop alone. */
final class BackendPool {
    private static final int MOST_IDLE = 16;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final BackendState backend;
    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();

    BackendPool(BackendState backend) {
        this.backend = backend;
    }

    /** A connection that was used before, or null. The instance may be closing it in this very moment. */
    @Nullable
    BackendConnection poll() {
        BackendConnection connection = idle.pollLast();
        while (connection != null && !connection.isUsable()) {
            connection.close();
            connection = idle.pollLast();
        }
        return connection;
    }

    /** Takes a connection that nothing is in flight on; closes it when the instance is retired or enough are idle. */
    void add(BackendConnection connection) {
        if (backend.retired() || idle.size() >= MOST_IDLE) {
            connection.close();
        } else {
            idle.addLast(connection);
        }
    }

    void remove(BackendConnection connection) {
        idle.remove(connection);
    }

    void closeStale(long now) {
        BackendConnection oldest = idle.peekFirst();
        while (oldest != null && now - oldest.idleSince() > IDLE_NANOS) {
            idle.removeFirst();
            oldest.close();
            oldest = idle.peekFirst();
        }
    }

    void closeAll() {
        for (BackendConnection connection : List.copyOf(idle)) {
            connection.close();
        }
        idle.clear();
    }

    boolean isEmpty() { return idle.isEmpty(); }
}
