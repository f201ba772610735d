package io.stackblaze.cli.move;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint;

/**
 * A real server with one database.
 *
 * @param url with user and password
 */
record TestPostgres(String url, PostgresServer server) {
    static final String PASSWORD = "not-to-be-seen";

    /** Starts one below a folder. */
    static TestPostgres start(Path folder, String name, String major) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var server = new PostgresServer(new PostgresSettings(folder.resolve(name), Path.of("target/postgres")
                .toAbsolutePath(), major, "127.0.0.1", port, "app", PASSWORD, "shop", 64, List.of(),
                OptionalInt.empty()));
        server.start();
        return new TestPostgres("postgres://app:" + PASSWORD + "@127.0.0.1:" + port + "/shop", server);
    }

    void run(String sql) throws SQLException {
        try (var connection = Endpoint.parse(url).connect(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String ask(String query) throws SQLException {
        try (var connection = Endpoint.parse(url).connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
