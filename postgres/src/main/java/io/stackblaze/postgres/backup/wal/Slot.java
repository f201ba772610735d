package io.stackblaze.postgres.backup.wal;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * The replication slot that makes a server keep its WAL until we have it.
 *
 * @param restart position from which WAL is kept; 0 when the slot holds none
 * @param lost whether WAL that we still need is gone
 */
record Slot(long restart, boolean lost) {
    static final String NAME = "stackblaze_backup";

    /** The slot of the server, made if there is none. */
    static Slot of(Connection connection) throws SQLException {
        var found = find(connection);
        if (found == null) {
            try (var create = connection
                    .prepareStatement("SELECT pg_create_physical_replication_slot(?, true)")) {
                create.setString(1, NAME);
                create.execute();
            }
            found = find(connection);
        }
        if (found == null) {
            throw new SQLException("the replication slot " + NAME + " was dropped by somebody");
        }
        return found;
    }

    /** Drops it, with whoever reads from it. */
    static void drop(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots
                WHERE slot_name = ? AND active_pid IS NOT NULL""")) {
            statement.setString(1, NAME);
            statement.execute();
        }
        try (var statement = connection.prepareStatement("""
                SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?""")) {
            statement.setString(1, NAME);
            statement.execute();
        }
    }

    private static @Nullable Slot find(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT coalesce(restart_lsn - '0/0', 0)::bigint, wal_status IS NOT DISTINCT FROM 'lost'
                FROM pg_replication_slots WHERE slot_name = ?""")) {
            query.setString(1, NAME);
            try (var row = query.executeQuery()) {
                return row.next() ? new Slot(row.getLong(1), row.getBoolean(2)) : null;
            }
        }
    }
}
