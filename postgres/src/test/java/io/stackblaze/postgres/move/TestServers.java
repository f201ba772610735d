package io.stackblaze.postgres.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint.Tls;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Real servers, one of each major for all tests of a run; each test asks for databases of its own. */
public final class TestServers implements BeforeAllCallback {
    /** The application's account: owns its databases, and is neither superuser nor allowed to replicate. */
    public static final String APP = "app";
    private static final String PASSWORD = "p'a\"ss\\w0rd $(id)";
    private static final int TRIES = 5;
    private static final String REPLICATING = " replicating";
    private static final List<String> REPLICATES = List.of("wal_level = logical", "max_worker_processes = 40",
            "max_logical_replication_workers = 32", "max_replication_slots = 40", "max_wal_senders = 40",
            "wal_retrieve_retry_interval = '100ms'", "max_prepared_transactions = 5");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, Running> RUNNING = new ConcurrentHashMap<>();

    private record Running(PostgresServer server, PostgresSettings settings, Path folder) {
        void end() throws Exception {
            server.destroy();
            Trees.delete(folder);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.create(TestServers.class))
                .computeIfAbsent("end", _ -> (AutoCloseable) () -> {
                    for (Running running : RUNNING.values()) {
                        running.end();
                    }
                    RUNNING.clear();
                });
    }

    /** A new, empty database that belongs to {@link #APP}, who signs in. */
    public static Endpoint database(String major) throws SQLException {
        var settings = RUNNING.computeIfAbsent(major, TestServers::start).settings();
        var name = "Test \"%d\"".formatted(NUMBER.incrementAndGet());
        var endpoint = new Endpoint(settings.address(), settings.port(), name, APP, PASSWORD, Tls.DISABLE);
        try (var connection = superuser(endpoint.withDatabase("postgres")).connect()) {
            Sql.run(connection, "CREATE DATABASE " + Sql.quoted(name) + " OWNER " + APP + " TEMPLATE template0");
        }
        return endpoint;
    }

    /**
     * The same at a server that writes all to its log that replication needs, where {@link #APP} may replicate, and
     * which
     * takes up a lost subscription at once.
     */
    public static Endpoint replicating(String major) throws SQLException {
        return database(major + REPLICATING);
    }

    /** The same database for the superuser. */
    public static Endpoint superuser(Endpoint endpoint) {
        var running = RUNNING.values().stream().filter(one -> one.settings().port() == endpoint.port()).findFirst()
                .orElseThrow();
        return superuser(running, endpoint.database());
    }

    private static Endpoint superuser(Running running, String database) {
        try {
            return new Endpoint(running.settings().address(), running.settings().port(), database, "stackblaze_admin",
                    Files.readString(running.settings().directory().resolve("superuser")), Tls.DISABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Running start(String major) {
        try {
            var folder = Files.createTempDirectory("postgres move");
            for (int tries = 1;; tries++) {
                var settings = new PostgresSettings(folder.resolve("db"), Path.of("target/postgres").toAbsolutePath(),
                        major.replace(REPLICATING, ""), "127.0.0.1", freePort(), APP, PASSWORD, "shop", 512, List.of(),
                        OptionalInt.empty());
                var server = new PostgresServer(settings);
                try {
                    server.start();
                    var running = new Running(server, settings, folder);
                    if (major.endsWith(REPLICATING)) {
                        replicate(running);
                    }
                    return running;
                } catch (PostgresException e) {
                    // Somebody else may take a free port before the server does.
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        } catch (IOException | PostgresException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void replicate(Running running) throws SQLException, PostgresException, InterruptedException {
        try (var connection = superuser(running, "postgres").connect()) {
            for (String setting : REPLICATES) {
                Sql.run(connection, "ALTER SYSTEM SET " + setting);
            }
        }
        running.server().stop();
        running.server().start();
        try (var connection = superuser(running, "postgres").connect()) {
            Sql.run(connection, "ALTER ROLE " + APP + " REPLICATION");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
