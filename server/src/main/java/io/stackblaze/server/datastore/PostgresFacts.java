package io.stackblaze.server.datastore;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * What a Postgres says of itself, asked as the application's account.
 *
 * @param bytes size of the database
 * @param connections sessions in it now, of {@code maxConnections} of the server
 * @param cacheHitPercent blocks found in the server's memory since it started; null before the first was read
 * @param oldestTransactionSeconds age of the oldest open transaction of the application; null without one
 * @param statements those that took most of the time, most first
 */
public record PostgresFacts(String version, long bytes, int connections, int maxConnections,
        @Nullable Double cacheHitPercent, int tables, int indexes, @Nullable Long oldestTransactionSeconds,
        List<Statement> statements) {
    private static final String FACTS = """
            SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
                current_setting('max_connections')::int AS max_connections, numbackends AS connections,
                round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 2) AS hit,
                (SELECT count(*) FROM pg_stat_user_tables) AS tables,
                (SELECT count(*) FROM pg_stat_user_indexes) AS indexes,
                (SELECT extract(epoch FROM clock_timestamp() - min(xact_start))::bigint FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()) AS oldest
            FROM pg_stat_database WHERE datname = current_database()""";
    /** Statements that hold no values: of these, Postgres keeps the shape alone. */
    private static final String STATEMENTS = """
            SELECT query, calls, total_exec_time, mean_exec_time, rows FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = ?)
                AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                AND query ~* '^\\s*(select|insert|update|delete|with|merge)\\y'
            ORDER BY total_exec_time DESC LIMIT 10""";

    /**
     * A shape of statement, without values.
     *
     * @param totalMillis time spent in all calls
     */
    public record Statement(String query, long calls, double totalMillis, double meanMillis, long rows) {}

    /** Copies the list. */
    public PostgresFacts {
        statements = List.copyOf(statements);
    }

    /** Asks; a few seconds at most. */
    static PostgresFacts ask(SignIn signIn) throws SQLException {
        try (var connection = connect(signIn, signIn.database());
                var statement = connection.createStatement();
                var row = statement.executeQuery(FACTS)) {
            row.next();
            long oldest = row.getLong("oldest");
            boolean idle = row.wasNull();
            double hit = row.getDouble("hit");
            boolean unread = row.wasNull();
            return new PostgresFacts(String.valueOf(row.getString("version")).split(" ", 2)[0], row.getLong("bytes"),
                    row.getInt("connections"), row.getInt("max_connections"), unread ? null : hit,
                    row.getInt("tables"), row.getInt("indexes"), idle ? null : oldest, statements(signIn));
        }
    }

    /** Size alone. */
    static long bytes(SignIn signIn) throws SQLException {
        try (var connection = connect(signIn, signIn.database());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** From the server's own database, where what is kept of statements is looked at without touching the app's. */
    private static List<Statement> statements(SignIn signIn) throws SQLException {
        try (var connection = connect(signIn, "postgres");
                var known = connection.prepareStatement(
                        "SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'");
                var found = known.executeQuery();
                var ask = connection.prepareStatement(STATEMENTS)) {
            if (!found.next()) {
                return List.of();
            }
            ask.setString(1, signIn.database());
            try (var rows = ask.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static List<Statement> read(ResultSet rows) throws SQLException {
        var statements = new ArrayList<Statement>();
        while (rows.next()) {
            statements.add(new Statement(shortened(String.valueOf(rows.getString(1))), rows.getLong(2),
                    rows.getDouble(3), rows.getDouble(4), rows.getLong(5)));
        }
        return statements;
    }

    private static String shortened(String query) {
        var line = query.replaceAll("\\s+", " ").strip();
        return line.length() <= 500 ? line : line.substring(0, 499) + "…";
    }

    private static Connection connect(SignIn signIn, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", signIn.user());
        properties.setProperty("password", signIn.password());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "3");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("ApplicationName", "stackblaze");
        var host = signIn.host().contains(":") ? "[" + signIn.host() + "]" : signIn.host();
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + signIn.port() + "/" + database,
                properties);
    }
}
