package io.stackblaze.server.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.engine.Diversion;

/**
 * Somebody who orders all the time at that side to which requests are led, waits while they are held, and remembers
 * each order that was accepted.
 */
@SuppressWarnings("try") // ending it may be interrupted
final class Customers implements AutoCloseable {
    private static final long PAUSE = 20;

    private final MovingShop shop;
    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    Customers(MovingShop shop) {
        this.shop = shop;
        this.thread = Thread.ofVirtual().name("customers").start(this::order);
    }

    private void order() {
        while (!closed) {
            var side = shop.server.engine().diversion(MovingShop.HERE, "web");
            try {
                if (!(side instanceof Diversion.Hold)) {
                    try (var session = side instanceof Diversion.None ? shop.here() : shop.there()) {
                        orderAtThat(session, side);
                    }
                }
                Thread.sleep(PAUSE);
            } catch (SQLException _) {
                // That side takes no orders just now: the customer tries again.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** As long as requests are led to that side. */
    private void orderAtThat(Connection session, Diversion side) throws SQLException, InterruptedException {
        try (var statement = session.prepareStatement(
                "insert into orders (key, item, cents) values (?, 'Tea', 990)")) {
            while (!closed && shop.server.engine().diversion(MovingShop.HERE, "web").equals(side)) {
                var key = UUID.randomUUID();
                statement.setObject(1, key);
                statement.executeUpdate();
                accepted.add(key);
                Thread.sleep(PAUSE);
            }
        }
    }

    int orders() {
        return accepted.size();
    }

    /** Orders that were accepted so far and are not in that database. */
    Set<UUID> missing(Connection session) throws SQLException {
        var missing = new HashSet<>(accepted);
        try (session;
                var statement = session.createStatement();
                var rows = statement.executeQuery("select key from orders")) {
            while (rows.next()) {
                missing.remove(rows.getObject(1, UUID.class));
            }
        }
        return missing;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
