package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.BackupStatus.State;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.DirectoryVault;
import io.stackblaze.postgres.backup.storage.SealedVault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class KeeperFaultsTest {
    @RegisterExtension
    final Databases databases = new Databases();

    KeeperFaultsTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSegmentThatIsDamagedOrMissingTurnsItRedAndANewBaseIsTaken(boolean missing) throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        for (int segment = 0; segment < 3; segment++) {
            Databases.run(server, "CREATE TABLE t" + segment + " AS SELECT generate_series(1, 1000)");
            switchWal(server);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> whole(keeper).size() >= 3);
        var victim = whole(keeper).get(1);
        var file = databases.folder().resolve("vault").resolve(keeper.archive().name()).resolve("wal")
                .resolve(victim.name());
        if (missing) {
            Files.delete(file);
        } else {
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }

        await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30))
                .until(() -> keeper.status().state() == State.BROKEN);
        assertThat(keeper.status().detail()).contains(missing ? "WAL is missing from segment" : "is damaged");
        await().atMost(Duration.ofSeconds(60)).until(() -> keeper.status().bases().size() == 2);
        Databases.caughtUp(keeper);
        assertThat(Databases.ask(databases.restored(keeper, new Target.Newest()), "SELECT count(*) FROM t2"))
                .isEqualTo("1000");
    }

    @ParameterizedTest
    @EnumSource(value = FaultyVault.Mood.class, mode = EnumSource.Mode.EXCLUDE, names = "GOOD")
    void aVaultWithABadDayLosesNothingAndIsToldOf(FaultyVault.Mood mood) throws Exception {
        var server = databases.started();
        var vault = new FaultyVault(databases.vault());
        var keeper = Databases.safe(databases.kept(server, vault, databases.settings(server)));
        vault.mood = mood;
        Databases.run(server, "CREATE TABLE orders AS SELECT generate_series(1, 1000)");
        switchWal(server);
        Databases.run(server, "INSERT INTO orders VALUES (1001)");
        await().atMost(Duration.ofSeconds(10)).until(() -> keeper.status().state() != State.HEALTHY);
        assertThat(keeper.status().detail()).isNotEmpty();

        vault.mood = FaultyVault.Mood.GOOD;
        Databases.caughtUp(keeper);
        assertThat(Databases.ask(databases.restored(keeper, new Target.Newest()), "SELECT count(*) FROM orders"))
                .isEqualTo("1001");
    }

    @Test
    void aKeeperThatIsKilledIsFollowedByOneThatGoesOnWithoutAHole() throws Exception {
        var server = databases.started();
        var process = KeeperProcess.start(databases, server);
        try (var ledger = new Ledger(server, 1).start()) {
            var bases = databases.folder().resolve("vault/shop/db1");
            await().atMost(Duration.ofSeconds(30)).until(() -> isThere(bases, "verified"));
            switchWal(server);
            process.destroyForcibly().waitFor();
            switchWal(server);
            var before = ledger.entries().size();
            await().until(() -> ledger.entries().size() > before + 200);

            var keeper = databases.safe(server);
            ledger.stop();
            Databases.caughtUp(keeper);

            assertThat(keeper.status().bases()).hasSize(1);
            var restored = databases.restored(keeper, new Target.Newest());
            assertThat(ledger.faults(restored, Instant.now())).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSpoolWithoutRoomLeavesTheWalToTheServer() throws Exception {
        var server = databases.started();
        var disk = Files.createDirectory(databases.folder().resolve("disk"));
        mount("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk.toString());
        try {
            var usual = databases.settings(server);
            var settings = new BackupSettings(usual.name(), disk.resolve("spool"), usual.window(), usual.at(),
                    usual.spoolBytes(), usual.rhythm());
            try (var keeper = databases.kept(server, databases.vault(), settings)) {
                Databases.safe(keeper);
                var ballast = disk.resolve("ballast");
                fill(ballast);
                Databases.run(server, "CREATE TABLE orders AS SELECT generate_series(1, 300000)");
                await().atMost(Duration.ofSeconds(20)).until(() -> keeper.status().state() == State.DEGRADED);
                assertThat(keeper.status().detail()).contains("No space left");
                Databases.run(server, "INSERT INTO orders VALUES (0)");

                Files.delete(ballast);
                Databases.caughtUp(keeper);
                assertThat(Databases.ask(databases.restored(keeper, new Target.Newest()),
                        "SELECT count(*) FROM orders")).isEqualTo("300001");
            }
        } finally {
            mount("umount", "-l", disk.toString());
        }
    }

    @Test
    void anotherKeyOpensNothingAndSaysSo() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        var name = keeper.archive().name();
        var other = new SealedVault(new DirectoryVault(databases.folder().resolve("vault")),
                BackupKey.open(databases.folder().resolve("other-key")));

        assertThatThrownBy(() -> Archive.open(other, name))
                .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.code()).isEqualTo(Code.WRONG_KEY))
                .hasMessageContaining("were encrypted with key");
        try (var files = Files.walk(databases.folder().resolve("vault"))) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith("key")))
                    .isNotEmpty().noneMatch(file -> contains(file, "heartbeat") || contains(file, "startLsn"));
        }
    }

    @Test
    void aReceiverThatFellTooFarBehindIsHealedByANewBase() throws Exception {
        var server = databases.started();
        var keeper = databases.safe(server);
        keeper.close();
        Databases.run(server, "CREATE TABLE orders AS SELECT generate_series(1, 1000)");
        try (var session = server.session("postgres", Map.of()); var statement = session.createStatement()) {
            statement.execute("SELECT pg_drop_replication_slot('stackblaze_backup')");
        }
        for (int segment = 0; segment < 3; segment++) {
            Databases.run(server, "INSERT INTO orders VALUES (1)");
            switchWal(server);
        }
        try (var session = server.session("postgres", Map.of()); var statement = session.createStatement()) {
            statement.execute("CHECKPOINT");
        }

        var next = databases.kept(server);

        await().atMost(Duration.ofSeconds(60)).until(() -> next.status().bases().size() == 2);
        Databases.caughtUp(next);
        assertThat(Databases.ask(databases.restored(next, new Target.Newest()), "SELECT count(*) FROM orders"))
                .isEqualTo("1003");
    }

    private static List<KeptWal> whole(BackupKeeper keeper) throws BackupException, IOException {
        return keeper.archive().wal().stream().filter(kept -> !kept.partial()).sorted(KeptWal.BY_WORTH).toList();
    }

    private static void switchWal(PostgresServer server) throws Exception {
        try (var session = server.session("postgres", Map.of()); var statement = session.createStatement()) {
            statement.execute("SELECT pg_switch_wal()");
        }
    }

    private static boolean isThere(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.walk(folder)) {
            return files.anyMatch(file -> file.endsWith(name));
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false; // replaced meanwhile
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 14];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void mount(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
