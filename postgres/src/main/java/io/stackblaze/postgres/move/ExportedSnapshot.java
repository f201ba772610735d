package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;

/** One state of a database, held open, that several sessions can look at. */
public final class ExportedSnapshot implements AutoCloseable {
    private final Connection connection;
    private final String name;

    private ExportedSnapshot(Connection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    /** Holds the present state of a database. */
    public static ExportedSnapshot export(Endpoint endpoint) throws SQLException {
        var connection = endpoint.connect();
        try {
            begin(connection);
            return new ExportedSnapshot(connection, Sql.text(connection, "SELECT pg_catalog.pg_export_snapshot()"));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Takes part in a state that another session holds; good as long as that does. */
    public static ExportedSnapshot of(Endpoint endpoint, String name) throws SQLException {
        var connection = endpoint.connect();
        try {
            adopt(connection, name);
            return new ExportedSnapshot(connection, name);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Starts a transaction, read only, that sees what {@code name} holds. */
    public static void adopt(Connection connection, String name) throws SQLException {
        begin(connection);
        Sql.run(connection, "SET TRANSACTION SNAPSHOT " + Sql.literal(name));
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }

    /** Its name at the server; good while this is open. */
    public String name() {
        return name;
    }

    /** The session that holds it, whose transaction sees it. */
    public Connection connection() {
        return connection;
    }

    /** Lets it go. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
