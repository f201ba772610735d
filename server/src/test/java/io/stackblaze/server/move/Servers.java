package io.stackblaze.server.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;

/** Real databases to move, which end with the test. */
@SuppressWarnings("try") // ending servers may be interrupted
final class Servers implements AutoCloseable {
    static final String PASSWORD = "not-to-be-seen";

    private final Path folder;
    private final Path cache = Path.of(System.getProperty("stackblaze.test.cache"), "postgres");
    private final List<AutoCloseable> running = new ArrayList<>();

    Servers(Path folder) {
        this.folder = folder;
    }

    /** Starts one; gives its URL. */
    String postgres(String name, String major) throws Exception {
        int port = freePort();
        var server = new PostgresServer(new PostgresSettings(folder.resolve(name), cache, major, "127.0.0.1", port,
                "app", PASSWORD, "shop", 64, List.of(), OptionalInt.empty()));
        running.add(server::destroy);
        server.start();
        return "postgres://app:" + PASSWORD + "@127.0.0.1:" + port + "/shop";
    }

    /** Starts one; gives its URL. */
    String redis(String name) throws Exception {
        int port = freePort();
        var server = new RedisServer(new RedisSettings(folder.resolve(name), cache, "7", "127.0.0.1", port, PASSWORD,
                64, "noeviction", "none", OptionalInt.empty()));
        running.add(server::destroy);
        server.start();
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    }

    static void run(String url, String sql) throws SQLException {
        try (var session = DriverManager.getConnection(jdbc(url), "app", PASSWORD);
                var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(String url, String query) throws SQLException {
        try (var session = DriverManager.getConnection(jdbc(url), "app", PASSWORD);
                var statement = session.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String jdbc(String url) {
        return "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        for (var server : running.reversed()) {
            server.close();
        }
    }
}
