package io.stackblaze.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;

/** One PostgreSQL for all tests of a process; each test that asks gets a schema of its own. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String PASSWORD = "test";
    private static final PostgresServer POSTGRES = start();

    private TestDatabase() {}

    /** The address of an empty database. */
    public static String fresh() {
        String schema = "test_" + COUNT.incrementAndGet();
        try (var connection = DriverManager.getConnection(POSTGRES.jdbcUrl(), "test", PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return POSTGRES.jdbcUrl().replace("jdbc:postgresql://", "postgres://test:" + PASSWORD + "@") + "?currentSchema="
                + schema;
    }

    /** Every value of every row of every table, as text. */
    public static String dump(String database) throws SQLException {
        String schema = database.substring(database.indexOf("currentSchema=") + "currentSchema=".length());
        var text = new StringBuilder();
        try (var connection = DriverManager.getConnection(POSTGRES.jdbcUrl() + "?currentSchema=" + schema, "test",
                PASSWORD); var statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (var names = connection.getMetaData().getTables(null, schema, null, new String[]{"TABLE"})) {
                while (names.next()) {
                    tables.add(names.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                try (var rows = statement.executeQuery("select row(t.*)::text from " + table + " t")) {
                    while (rows.next()) {
                        text.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return text.toString();
    }

    /** Changes what a server has written down, so that it stands where it would take long to bring it. */
    public static void change(String database, String sql) throws SQLException {
        var schema = database.substring(database.indexOf("currentSchema=") + "currentSchema=".length());
        try (var connection = DriverManager.getConnection(POSTGRES.jdbcUrl() + "?currentSchema=" + schema, "test",
                PASSWORD); var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static PostgresServer start() {
        try {
            Path folder = Files.createTempDirectory("stackblaze-server-test-");
            Path cache = Path.of(System.getProperty("stackblaze.test.cache", folder.toString())).resolve("postgres");
            var server = new PostgresServer(new PostgresSettings(folder.resolve("postgres"), cache, "18", "127.0.0.1",
                    freePort(), "test", PASSWORD, "test", 128, List.of(), OptionalInt.empty()));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> destroy(server, folder)));
            server.start();
            return server;
        } catch (IOException | PostgresException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void destroy(PostgresServer server, Path folder) {
        try {
            server.destroy();
            Files.deleteIfExists(folder);
        } catch (IOException | PostgresException e) {
            System.err.println("The tests' PostgreSQL in " + folder + " was not cleaned up: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
