package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;
import java.sql.SQLException;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Transaction;

/** Does something in a transaction that is given up. */
final class Trial {
    private Trial() {}

    /** What the server said against it; empty when it would have done it. */
    static String refused(Connection connection, String sql) throws SQLException {
        return refused(connection, () -> Sql.run(connection, sql));
    }

    /** What the server said against work; empty when it would have done it. */
    static String refused(Connection connection, Transaction.Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Sql.run(connection, "SET LOCAL lock_timeout = '2s'; SET LOCAL client_min_messages = error");
            work.run();
            return "";
        } catch (SQLException e) {
            return said(e);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** The first line of what a server said. */
    static String said(SQLException e) {
        var said = String.valueOf(e.getMessage()).strip();
        return said.replaceFirst("^ERROR: ", "").lines().findFirst().orElse("it gave no reason");
    }
}
