package io.stackblaze.postgres.backup.wal;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Commits a heartbeat now and then: a server can only be restored to a time after which something was committed, and
 * quiet ones commit nothing. Goes on after every failure. A thread of its own.
 */
public final class Pulse implements AutoCloseable {
    private static final Duration ARRIVAL = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final WalReceiver receiver;
    private final Duration every;
    private final Consumer<Heartbeat> onArrival;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Connection connection;
    private volatile String trouble = "";

    /**
     * Starts.
     *
     * @param onArrival told of each heartbeat whose WAL the receiver has, on the thread of the pulse
     */
    public Pulse(Sessions sessions, WalReceiver receiver, Duration every, Consumer<Heartbeat> onArrival) {
        this.sessions = sessions;
        this.receiver = receiver;
        this.every = every;
        this.onArrival = onArrival;
        this.thread = Thread.ofVirtual().name("heartbeat").start(this::run);
    }

    /** Why no heartbeat comes; empty when all is well. */
    public String trouble() {
        return trouble;
    }

    /** Ends it and waits for the thread. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                try {
                    beat();
                } catch (SQLException e) {
                    trouble = "No heartbeat can be written: " + e.getMessage();
                    hangUp();
                } catch (UncheckedIOException e) {
                    trouble = "A heartbeat cannot be kept: " + e.getMessage();
                }
                if (closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    private void beat() throws SQLException, InterruptedException {
        var heartbeat = commit(connected());
        if (receiver.await(heartbeat.lsn(), ARRIVAL)) {
            trouble = "";
            onArrival.accept(heartbeat);
        } else {
            var why = receiver.trouble();
            trouble = why.isEmpty() ? "WAL arrives late." : why;
        }
    }

    private static Heartbeat commit(Connection connection) throws SQLException {
        Instant at;
        try (var update = connection.prepareStatement(
                "UPDATE stackblaze.heartbeat SET at = clock_timestamp(), beat = beat + 1 RETURNING at");
                var row = update.executeQuery()) {
            row.next();
            at = row.getTimestamp(1).toInstant();
        }
        try (var query = connection.prepareStatement("SELECT pg_current_wal_flush_lsn() - '0/0'");
                var row = query.executeQuery()) {
            row.next();
            return new Heartbeat(at, row.getLong(1));
        }
    }

    private Connection connected() throws SQLException {
        if (connection == null) {
            var fresh = sessions.open();
            connection = fresh;
            try (var statement = fresh.createStatement()) {
                statement.execute("""
                        CREATE SCHEMA IF NOT EXISTS stackblaze;
                        CREATE TABLE IF NOT EXISTS stackblaze.heartbeat (
                            one boolean PRIMARY KEY DEFAULT true CHECK (one),
                            at timestamptz NOT NULL,
                            beat bigint NOT NULL);
                        INSERT INTO stackblaze.heartbeat (at, beat) VALUES (clock_timestamp(), 0)
                        ON CONFLICT DO NOTHING;
                        SET synchronous_commit = on""");
            }
        }
        return connection;
    }

    private void hangUp() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                trouble = "A session could not be closed: " + e.getMessage();
            }
            connection = null;
        }
    }
}
