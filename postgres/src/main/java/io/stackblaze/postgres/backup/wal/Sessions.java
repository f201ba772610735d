package io.stackblaze.postgres.backup.wal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Opens sessions of a server's superuser. */
@FunctionalInterface
public interface Sessions {
    /**
     * Opens one, to be closed by the caller.
     *
     * @param more connection properties of the driver beside the usual ones
     */
    Connection open(String database, Map<String, String> more) throws SQLException;

    /** Opens one in the database of maintenance. */
    default Connection open() throws SQLException {
        return open("postgres", Map.of());
    }
}
