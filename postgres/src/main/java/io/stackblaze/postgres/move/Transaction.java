package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;

/** All or nothing, over a session that is in auto-commit mode otherwise. */
public final class Transaction {
    /** What is done in it. */
    @FunctionalInterface
    public interface Work {
        /** Runs statements; an exception undoes them all. */
        void run() throws SQLException;
    }

    private Transaction() {}

    /** Runs the work in one transaction, and commits it. */
    public static void run(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    /** Ends a transaction that failed; what fails here too is kept with the cause. */
    public static void rollback(Connection connection, Exception cause) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
