package io.stackblaze.postgres.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.stackblaze.postgres.PostgresServer;

/** Commits numbered transactions without pause, and knows between which two moments each was committed. */
final class Ledger implements AutoCloseable {
    private final PostgresServer server;
    private final int writers;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean closed;

    /** A commit that was acknowledged. */
    record Entry(int writer, long number, Instant before, Instant after) {}

    Ledger(PostgresServer server, int writers) throws SQLException {
        this.server = server;
        this.writers = writers;
        Databases.run(server, "CREATE TABLE ledger (writer int, number bigint, PRIMARY KEY (writer, number))");
    }

    Ledger start() {
        for (int writer = 0; writer < writers; writer++) {
            var number = writer;
            threads.add(Thread.ofVirtual().start(() -> write(number)));
        }
        return this;
    }

    List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** What is wrong with a database that should hold what was committed by a moment; empty when it is right. */
    List<String> faults(PostgresServer restored, Instant moment) throws SQLException {
        var faults = new ArrayList<String>();
        for (int writer = 0; writer < writers; writer++) {
            var number = writer;
            var mine = entries().stream().filter(entry -> entry.writer() == number).toList();
            var least = mine.stream().filter(entry -> !entry.after().isAfter(moment)).count();
            var most = mine.stream().filter(entry -> !entry.before().isAfter(moment)).count();
            var count = Long.parseLong(Databases.ask(restored,
                    "SELECT count(*) FROM ledger WHERE writer = " + writer));
            var last = Long.parseLong(Databases.ask(restored,
                    "SELECT coalesce(max(number), 0) FROM ledger WHERE writer = " + writer));
            if (count < least || count > Math.max(most, least) + 1 || last != count) {
                faults.add("writer %d: %d to %d were committed by %s, restored are %d up to number %d"
                        .formatted(writer, least, most, moment, count, last));
            }
        }
        return faults;
    }

    private void write(int writer) {
        long next = 1;
        while (!closed) {
            try (Connection connection = Databases.connect(server);
                    var insert = connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
                next = last(connection, writer) + 1;
                while (!closed) {
                    insert.setInt(1, writer);
                    insert.setLong(2, next);
                    var before = Instant.now();
                    insert.executeUpdate();
                    entries.add(new Entry(writer, next, before, Instant.now()));
                    next++;
                }
            } catch (SQLException e) {
                Thread.onSpinWait(); // the server was killed; it comes back
            }
        }
    }

    /** A commit may have come through though its acknowledgement did not. */
    private long last(Connection connection, int writer) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT coalesce(max(number), 0) FROM ledger WHERE writer = " + writer)) {
            row.next();
            var last = row.getLong(1);
            var known = entries().stream().filter(entry -> entry.writer() == writer).count();
            for (long number = known + 1; number <= last; number++) {
                entries.add(new Entry(writer, number, Instant.EPOCH, Instant.now()));
            }
            return last;
        }
    }

    @Override
    public void close() {
        stop();
    }

    void stop() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
