package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;

/**
 * Proves that a moment can be restored: restores it beside everything else, compares it with the facts recorded then,
 * checks every index against its table, and throws it away.
 *
 * @param longestGap how old the last heartbeat before a moment may be
 */
record Drill(Archive archive, Clock clock, Duration longestGap) {
    /** Holds a drill for a moment within the facts. */
    Proof hold(RestorePlan plan, Instant moment, Facts facts, Ground ground)
            throws IOException, BackupException, InterruptedException {
        var began = System.nanoTime();
        var server = ground.server(plan.base().version());
        var finding = new Finding();
        var millis = 0L;
        try {
            new Restore(archive, plan).run(server, _ -> {});
            millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            finding.heartbeat(server, moment, longestGap);
            finding.facts(server, facts);
            finding.indexes(server);
        } catch (BackupException e) {
            if (e.code() != BackupException.Code.DAMAGED) {
                throw e;
            }
            finding.faults.add(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            finding.faults.add("The restored database does not answer: " + e.getMessage());
        } finally {
            destroy(server);
        }
        var proof = new Proof(clock.instant(), moment, plan.base().id(), finding.tables, finding.rows,
                finding.indexes, millis, finding.faults);
        archive.put(name(proof), proof);
        return proof;
    }

    static String name(Proof proof) {
        return "proofs/%015d".formatted(proof.heldAt().toEpochMilli());
    }

    private static void destroy(PostgresServer server) throws InterruptedException, BackupException {
        try {
            server.destroy();
        } catch (PostgresException e) {
            throw new BackupException(BackupException.Code.FAILED,
                    "A drill could not be cleaned up: " + e.getMessage(), e);
        }
    }

    /** What is found, as it is found. */
    private static final class Finding {
        private static final int MOST = 20;

        private final List<String> faults = new ArrayList<>();
        private int tables;
        private long rows;
        private int indexes;

        void heartbeat(PostgresServer server, Instant moment, Duration longestGap) throws SQLException {
            try (var session = server.session("postgres", Map.of());
                    var statement = session.createStatement();
                    var row = statement.executeQuery("SELECT at FROM stackblaze.heartbeat")) {
                row.next();
                var at = row.getTimestamp(1).toInstant();
                if (at.isAfter(moment) || at.isBefore(moment.minus(longestGap))) {
                    faults.add("The last heartbeat in it is of " + at + ", which cannot be at " + moment + ".");
                }
            }
        }

        void facts(PostgresServer server, Facts facts) throws SQLException {
            for (Facts.Table then : facts.tables()) {
                try (var session = server.session(then.database(), Map.of())) {
                    var now = FactFinder.measure(session, then.database(), then.schema(), then.name());
                    tables++;
                    rows += now.rows();
                    if (!now.equals(then) && faults.size() < MOST) {
                        faults.add("Table " + then + " had " + then.rows() + " rows with checksum " + then.sum()
                                + "; restored are " + now.rows() + " with " + now.sum() + ".");
                    }
                } catch (SQLException e) {
                    if (faults.size() < MOST) {
                        faults.add("Table " + then + " cannot be read: " + e.getMessage());
                    }
                }
            }
        }

        void indexes(PostgresServer server) throws SQLException {
            for (String database : FactFinder.databases(server::session)) {
                try (var session = server.session(database, Map.of());
                        var statement = session.createStatement();
                        var check = session.prepareStatement("SELECT bt_index_check(?::oid, true)")) {
                    statement.execute("CREATE EXTENSION IF NOT EXISTS amcheck");
                    try (var found = statement.executeQuery("""
                            SELECT i.indexrelid, i.indexrelid::regclass FROM pg_index i
                                JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                            WHERE a.amname = 'btree' AND i.indisvalid AND c.relpersistence = 'p' AND c.relkind = 'i'
                            """)) {
                        while (found.next()) {
                            check.setLong(1, found.getLong(1));
                            check(check, database + ": " + found.getString(2));
                        }
                    }
                }
            }
        }

        private void check(PreparedStatement check, String name) {
            try {
                check.execute();
                indexes++;
            } catch (SQLException e) {
                if (faults.size() < MOST) {
                    faults.add("Index " + name + " is damaged: " + e.getMessage());
                }
            }
        }
    }
}
