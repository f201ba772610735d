package io.stackblaze.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

import org.postgresql.PGConnection;

/** What the superuser sees to in a running server: account, password, database, extensions. Doing it again is free. */
record Administration(PostgresSettings settings, String superuserPassword) {
    /** Whether it takes sessions; it may still be recovering, or not listen yet. */
    boolean isReady() throws PostgresException {
        try (Connection _ = connect("postgres")) {
            return true;
        } catch (SQLException e) {
            var state = String.valueOf(e.getSQLState());
            // 08: nobody listens yet; 57P03: starting up or recovering; 53: all sessions taken, so it serves.
            if (state.startsWith("08") || state.equals("57P03")) {
                return false;
            }
            if (state.startsWith("53")) {
                return true;
            }
            throw failed(e);
        }
    }

    void apply() throws PostgresException {
        try {
            try (Connection connection = connect("postgres")) {
                account(connection);
                database(connection);
                // Kept apart from the application's database, which it would stand in the way of when that moves.
                run(connection, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            }
            if (!settings.extensions().isEmpty()) {
                try (Connection connection = connect(settings.database())) {
                    extensions(connection);
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void account(Connection connection) throws SQLException {
        var user = identifier(connection, settings.user());
        run(connection, (exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", settings.user())
                ? "ALTER"
                : "CREATE") + " ROLE " + user
                + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS");
        // The password is hashed here: the server, and so its log, never sees it.
        connection.unwrap(PGConnection.class).alterUserPassword(settings.user(), settings.password().toCharArray(),
                "scram-sha-256");
    }

    private void database(Connection connection) throws SQLException {
        var database = identifier(connection, settings.database());
        var user = identifier(connection, settings.user());
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", settings.database())) {
            run(connection, "CREATE DATABASE " + database + " OWNER " + user);
            run(connection, "REVOKE CONNECT, TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
        }
        run(connection, "ALTER DATABASE " + database + " OWNER TO " + user);
    }

    private void extensions(Connection connection) throws SQLException, PostgresException {
        var available = new TreeSet<String>();
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("SELECT name FROM pg_available_extensions")) {
            while (names.next()) {
                available.add(names.getString(1));
            }
        }
        var unknown = new ArrayList<>(settings.extensions());
        unknown.removeAll(available);
        if (!unknown.isEmpty()) {
            throw new PostgresException("This PostgreSQL %s has no extension %s. It has: %s."
                    .formatted(settings.major(), String.join(", ", unknown), String.join(", ", available)));
        }
        for (String extension : settings.extensions()) {
            run(connection, "CREATE EXTENSION IF NOT EXISTS " + identifier(connection, extension) + " CASCADE");
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String identifier(Connection connection, String name) throws SQLException {
        return connection.unwrap(PGConnection.class).escapeIdentifier(name);
    }

    private Connection connect(String database) throws SQLException {
        return connect(database, Map.of());
    }

    /** Opens a session of the superuser. */
    Connection connect(String database, Map<String, String> more) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", Cluster.SUPERUSER);
        properties.setProperty("password", superuserPassword);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "120");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("ApplicationName", "stackblaze");
        properties.putAll(more);
        return DriverManager.getConnection("jdbc:postgresql://" + settings.host() + "/" + database, properties);
    }

    private PostgresException failed(SQLException e) {
        return new PostgresException("The Postgres server at " + settings.host() + " refused: " + e.getMessage(), e);
    }
}
