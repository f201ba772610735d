package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.text;
import static io.stackblaze.postgres.move.Sql.truth;

/**
 * What the source keeps for a subscription: a publication of the tables, and a slot, because of which it keeps its log
 * until the target has it. One of each for a database.
 *
 * @param source a session of the source, in auto-commit mode
 */
record Slot(Connection source) {
    /** Name of the publication. */
    static final String PUBLICATION = "stackblaze_move";
    private static final int TRIES = 5;
    private static final int PATIENCE_SECONDS = 30;
    private static final long PAUSE_MILLIS = 100;
    private static final String CANCELED = "57014";

    /** Its name, which is the server's own, not the database's. */
    String name() throws SQLException {
        return "stackblaze_" + number(source, "select oid::pg_catalog.int8 from pg_catalog.pg_database"
                + " where datname = pg_catalog.current_database()");
    }

    /** Publishes tables and the marker, to be seen by a slot that is made afterwards. */
    void publish(List<FollowedTable> tables) throws SQLException {
        run(source, "create publication " + PUBLICATION + " for table only " + Marker.TABLE + tables.stream()
                .map(table -> ", only " + table.quotedName()).collect(Collectors.joining())
                + " with (publish = 'insert, update, delete, truncate')");
    }

    /**
     * Makes the slot, and returns the name of the snapshot that shows what was before it. It waits for every
     * transaction that is open now, for a bounded time.
     *
     * @param replicating a session for replication; the snapshot lasts until it does something else
     */
    String create(Connection replicating) throws SQLException, MoveException, InterruptedException {
        for (int tries = 1;; tries++) {
            try (var statement = replicating.createStatement()) {
                statement.setQueryTimeout(PATIENCE_SECONDS);
                try (var row = statement.executeQuery("CREATE_REPLICATION_SLOT " + name()
                        + " LOGICAL pgoutput EXPORT_SNAPSHOT")) {
                    row.next();
                    return row.getString("snapshot_name");
                }
            } catch (SQLException e) {
                if (CANCELED.equals(e.getSQLState())) {
                    throw new MoveException(Code.BUSY, "A replication slot waits for the end of every transaction that"
                            + " is open, and " + PATIENCE_SECONDS + " s were not enough. Open are: " + open()
                            + ". Wait until they end, or end them, and start again.", e);
                }
                // "Initial slot snapshot too large" passes with the crowd.
                if (!String.valueOf(e.getMessage()).contains("too large") || tries == TRIES) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * tries);
            }
        }
    }

    private String open() throws SQLException {
        var open = list(source, """
                select format('session %s of %s, for %s', pid, usename, date_trunc('second', now() - xact_start))
                from pg_catalog.pg_stat_activity where backend_xid is not null and pid <> pg_catalog.pg_backend_pid()
                union all select format('prepared transaction %s', gid) from pg_catalog.pg_prepared_xacts""",
                row -> row.getString(1));
        return open.isEmpty() ? "none any more" : String.join("; ", open);
    }

    /** Whether somebody else takes from the slot right now. */
    boolean isTaken() throws SQLException {
        return truth(source,
                "select exists (select from pg_catalog.pg_replication_slots where slot_name = ? and active)",
                name());
    }

    /** Bytes of log that the source keeps, because the target did not say that it has them. */
    long behind() throws SQLException {
        return list(source, "select greatest(0, pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(),"
                + " confirmed_flush_lsn))::pg_catalog.int8 from pg_catalog.pg_replication_slots where slot_name = ?",
                row -> row.getLong(1), name()).stream().findFirst().orElse(0L);
    }

    /** The end of the source's log. */
    String end() throws SQLException {
        return text(source, "select pg_catalog.pg_current_wal_lsn()::pg_catalog.text");
    }

    /** Bytes between a place of the log and its present end. */
    long since(String place) throws SQLException {
        return number(source, "select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), ?::pg_lsn)"
                + "::pg_catalog.int8", place);
    }

    /** Why the slot is of no use any more; empty while it is. */
    String lost() throws SQLException {
        var states = list(source,
                "select coalesce(wal_status, '') from pg_catalog.pg_replication_slots where slot_name = ?",
                row -> row.getString(1), name());
        if (states.isEmpty()) {
            return "somebody dropped it";
        }
        return states.getFirst().equals("lost") ? "the source deleted log that the target had not got yet" : "";
    }

    /** Takes slot and publication away; fine when there are none. Who reads from the slot is ended. */
    void drop() throws SQLException, MoveException, InterruptedException {
        var until = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        while (truth(source, "select exists (select from pg_catalog.pg_replication_slots where slot_name = ?)",
                name())) {
            list(source, "select pg_catalog.pg_terminate_backend(active_pid) from pg_catalog.pg_replication_slots"
                    + " where slot_name = ? and active", row -> row.getBoolean(1), name());
            list(source, "select pg_catalog.pg_drop_replication_slot(slot_name) from pg_catalog.pg_replication_slots"
                    + " where slot_name = ? and not active", row -> true, name());
            if (System.nanoTime() > until) {
                throw new MoveException(Code.BUSY, "The replication slot " + name() + " is read by somebody who comes"
                        + " back again and again. Find and stop them, and end the move again.");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS / 10);
        }
        run(source, "set client_min_messages = warning");
        run(source, "drop publication if exists " + PUBLICATION);
    }
}
