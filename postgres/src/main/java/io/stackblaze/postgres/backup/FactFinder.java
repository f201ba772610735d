package io.stackblaze.postgres.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.postgres.backup.wal.Sessions;
import org.postgresql.PGConnection;

/**
 * Counts and sums up tables. Two snapshots, some seconds apart: a table that is the same in both was so in between,
 * and no lock is needed to say so. Reads little: large tables are left to the check of their indexes.
 */
record FactFinder(Sessions sessions) {
    private static final long LARGEST = 64L << 20;
    private static final long ALL_TOGETHER = 512L << 20;
    private static final String TIMEOUT = "20s";
    private static final String TABLES = """
            SELECT n.nspname, c.relname, pg_table_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%'
                AND n.nspname NOT IN ('information_schema', 'stackblaze')
            ORDER BY n.nspname, c.relname""";

    private record Look(Instant before, Instant after, List<Facts.Table> tables) {}

    /** Looks twice; empty when nothing was the same for a moment. */
    Optional<Facts> find(Duration between) throws SQLException, InterruptedException {
        var first = look();
        Thread.sleep(between);
        var second = look();
        var same = new ArrayList<>(first.tables());
        same.retainAll(second.tables());
        return second.before().isAfter(first.after())
                ? Optional.of(new Facts(first.after(), second.before(), same))
                : Optional.empty();
    }

    /** Databases that people have. */
    static List<String> databases(Sessions sessions) throws SQLException {
        var names = new ArrayList<String>();
        try (var session = sessions.open();
                var statement = session.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database"
                        + " WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres' ORDER BY datname")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Counts and sums up one table. */
    static Facts.Table measure(Connection session, String database, String schema, String name) throws SQLException {
        var driver = session.unwrap(PGConnection.class);
        try (var statement = session.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM ONLY "
                                + driver.escapeIdentifier(schema) + "." + driver.escapeIdentifier(name) + " AS t")) {
            row.next();
            return new Facts.Table(database, schema, name, row.getLong(1), row.getString(2));
        }
    }

    private Look look() throws SQLException {
        var tables = new ArrayList<Facts.Table>();
        Instant before = null;
        Instant after = null;
        for (String database : databases(sessions)) {
            try (var session = sessions.open(database, Map.of("options", "-c statement_timeout=" + TIMEOUT))) {
                var early = now(session);
                session.setAutoCommit(false);
                session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                session.setReadOnly(true);
                var late = now(session);
                before = before == null || early.isBefore(before) ? early : before;
                after = after == null || late.isAfter(after) ? late : after;
                tables.addAll(measure(session, database));
                session.rollback();
            }
        }
        var none = Instant.EPOCH;
        return new Look(before == null ? none : before, after == null ? none : after, tables);
    }

    private static List<Facts.Table> measure(Connection session, String database) throws SQLException {
        var found = new ArrayList<Facts.Table>();
        var left = ALL_TOGETHER;
        try (var statement = session.createStatement(); var rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                var size = rows.getLong(3);
                if (size <= LARGEST && size <= left) {
                    left -= size;
                    found.add(measure(session, database, rows.getString(1), rows.getString(2)));
                }
            }
        }
        return found;
    }

    private static Instant now(Connection session) throws SQLException {
        try (var statement = session.createStatement();
                var row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }
}
