package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.DirectoryVault;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.Vault;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.awaitility.Awaitility.await;

/** Real servers with quick backups in folders of one test; all ends with the test. */
final class Databases implements AfterEachCallback {
    static final BackupSettings.Rhythm QUICK = new BackupSettings.Rhythm(Duration.ofMillis(200),
            Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofHours(1), Duration.ofDays(1));
    private static final Path BINARIES = Path.of("target/postgres").toAbsolutePath();

    private final Deque<PostgresServer> servers = new ArrayDeque<>();
    private final List<BackupKeeper> keepers = new ArrayList<>();
    private final Path folder;
    private int count;

    Databases() throws IOException {
        folder = Files.createTempDirectory("backup-test");
    }

    Path folder() {
        return folder;
    }

    /** A server that has no folder yet. */
    PostgresServer server() throws IOException {
        return server("16");
    }

    PostgresServer server(String major) throws IOException {
        var server = new PostgresServer(new PostgresSettings(folder.resolve("db" + ++count), BINARIES, major,
                "127.0.0.1", freePort(), "app", "sesame", "shop", 64, List.of(), OptionalInt.empty()));
        servers.add(server);
        return server;
    }

    PostgresServer started() throws Exception {
        return started("16");
    }

    PostgresServer started(String major) throws Exception {
        var server = server(major);
        server.start();
        return server;
    }

    Vault vault() {
        return new DirectoryVault(folder.resolve("vault"));
    }

    SealedVault sealed(Vault vault) throws BackupException {
        return new SealedVault(vault, BackupKey.open(folder.resolve("key")));
    }

    BackupSettings settings(PostgresServer server) {
        return new BackupSettings("shop/" + server.settings().directory().getFileName(),
                folder.resolve("spool-" + server.settings().directory().getFileName()), Duration.ofDays(7),
                LocalTime.of(2, 30), 1L << 30, QUICK);
    }

    BackupKeeper kept(PostgresServer server) throws BackupException {
        return kept(server, vault(), settings(server));
    }

    BackupKeeper kept(PostgresServer server, Vault vault, BackupSettings settings) throws BackupException {
        var keeper = new BackupKeeper(Source.of(server), sealed(vault), settings, null, Clock.systemUTC());
        keepers.add(keeper);
        keeper.start();
        return keeper;
    }

    /** A keeper whose first base is done and whose window has begun. */
    BackupKeeper safe(PostgresServer server) throws BackupException {
        return safe(kept(server));
    }

    static BackupKeeper safe(BackupKeeper keeper) {
        return caughtUp(keeper);
    }

    /** A keeper that is well, and can restore to this moment. */
    static BackupKeeper caughtUp(BackupKeeper keeper) {
        var now = Instant.now();
        await().atMost(Duration.ofSeconds(60)).until(() -> keeper.status().state() == BackupStatus.State.HEALTHY
                && keeper.status().ranges().stream().anyMatch(range -> range.until().isAfter(now)));
        return keeper;
    }

    /** A server that was restored from a keeper's archive. */
    PostgresServer restored(BackupKeeper keeper, Target target) throws Exception {
        var server = server(keeper.archive().identity().version());
        new Restore(keeper.archive(), keeper.plan(target)).run(server, _ -> {});
        return server;
    }

    static void kill(PostgresServer server) throws Exception {
        var process = server.process().orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), "app", "sesame");
    }

    static void run(PostgresServer server, String sql) throws SQLException {
        try (var connection = connect(server); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(PostgresServer server, String query) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        keepers.forEach(BackupKeeper::close);
        for (PostgresServer server : servers) {
            server.destroy();
        }
        Trees.delete(folder);
    }
}
