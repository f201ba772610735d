package io.stackblaze.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Real servers on free ports; all end with the test. */
final class Servers implements AfterEachCallback {
    static final String PASSWORD = "p'a\"ss\\w0rd $(id)";
    private static final Path BINARIES = Path.of("target/postgres").toAbsolutePath();
    private final List<PostgresServer> servers = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    /** Settings for a new folder whose parent is closed to all others. */
    PostgresSettings settings(String major) throws IOException {
        var folder = Files.createTempDirectory("postgres test");
        folders.add(folder);
        return new PostgresSettings(folder.resolve("db"), BINARIES, major, "127.0.0.1", freePort(), "app", PASSWORD,
                "shop",
                256, List.of(), OptionalInt.empty());
    }

    PostgresServer server(PostgresSettings settings) {
        var server = new PostgresServer(settings);
        servers.add(server);
        return server;
    }

    PostgresServer started(PostgresSettings settings) throws PostgresException, InterruptedException {
        var server = server(settings);
        server.start();
        return server;
    }

    static Connection connect(PostgresSettings settings) throws SQLException {
        return connect(settings, settings.user(), settings.password(), settings.database());
    }

    static Connection connect(PostgresSettings settings, String user, String password, String database)
            throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + settings.host() + "/" + database, user, password);
    }

    static String ask(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static PostgresSettings with(PostgresSettings old, String major, String password, int memoryMiB,
            List<String> extensions) {
        return new PostgresSettings(old.directory(), old.binaries(), major, old.address(), old.port(), old.user(),
                password,
                old.database(), memoryMiB, extensions, old.runAs());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (PostgresServer server : servers) {
            server.destroy();
        }
        for (Path folder : folders) {
            Trees.delete(folder);
        }
    }
}
