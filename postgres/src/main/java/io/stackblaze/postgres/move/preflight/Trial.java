package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;
import java.sql.SQLException;

import io.stackblaze.postgres.move.Sql;

/** Does something in a transaction that is given up. */
final class Trial {
    private Trial() {}

    /** What the server said against it; empty when it would have done it. */
    static String refused(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Sql.run(connection, "SET LOCAL lock_timeout = '2s'; SET LOCAL client_min_messages = error");
            Sql.run(connection, sql);
            return "";
        } catch (SQLException e) {
            var said = String.valueOf(e.getMessage()).strip();
            return said.replaceFirst("^ERROR: ", "").lines().findFirst().orElse("it gave no reason");
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
