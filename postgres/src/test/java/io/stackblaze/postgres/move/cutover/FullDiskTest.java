package io.stackblaze.postgres.move.cutover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Endpoint.Tls;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A target whose disk has no room for all of the source. */
@ExtendWith(TestServers.class)
final class FullDiskTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(10),
            Duration.ofSeconds(30));
    private Path folder;
    private Path disk;
    private PostgresServer server;
    private Endpoint target;

    @BeforeEach
    void aServerWithASmallDisk() throws Exception {
        folder = Files.createTempDirectory("postgres full");
        var settings = new PostgresSettings(folder.resolve("db"), Path.of("target/postgres").toAbsolutePath(), "16",
                "127.0.0.1", freePort(), "app", "secret", "shop", 256, List.of(), OptionalInt.empty());
        server = new PostgresServer(settings);
        server.start();
        server.stop();
        disk = Files.createDirectory(settings.directory().resolve("data/small"));
        run("mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs", disk.toString());
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxrwxrwx"));
        Trees.give(disk, (Integer) Files.getAttribute(settings.directory().resolve("data"), "unix:uid"));
        server.start();
        var mighty = new Endpoint("127.0.0.1", settings.port(), "shop", "stackblaze_admin",
                Files.readString(settings.directory().resolve("superuser")), Tls.DISABLE);
        try (var connection = mighty.connect()) {
            Sql.run(connection, "create tablespace small location "
                    + Sql.literal(Sql.text(connection, "select current_setting('data_directory')") + "/small"));
            Sql.run(connection, "create database moved tablespace small");
        }
        target = mighty.withDatabase("moved");
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
        run("umount", "-l", disk.toString());
        server.destroy();
        Trees.delete(folder);
    }

    @Test
    void stopsTheMoveWhichGoesOnOnceThereIsRoom() throws Exception {
        var source = TestServers.database("16");
        try (var connection = source.connect()) {
            Sql.run(connection, "create table public.large as select i as id, repeat(md5(i::text), 8) as filler"
                    + " from generate_series(1, 100000) i; alter table public.large add primary key (id)");
        }
        try (var move = new DatabaseMove(source, new Target(target), new Limits(1, 1, 0, 16), FOLLOWING,
                CutoverSettings.USUAL, Clock.systemUTC(), _ -> {}); var app = source.connect()) {
            assertThatThrownBy(move::copy).isInstanceOfSatisfying(MoveException.class,
                    e -> assertThat(e.code()).isEqualTo(Code.DISK_FULL)).hasMessageContaining("goes on where it was");
            assertThat(move.phase()).isEqualTo(Phase.COPYING);
            Sql.run(app, "update public.large set filler = 'x' where id = 1");

            run("mount", "-o", "remount,size=80m", disk.toString());
            move.copy();
            var ballast = disk.resolve("ballast");
            fill(ballast);
            Sql.run(app, "update public.large set filler = repeat(filler, 2)");
            assertThatThrownBy(move::follow).isInstanceOfSatisfying(MoveException.class,
                    e -> assertThat(e.code()).isEqualTo(Code.DISK_FULL));

            Files.delete(ballast);
            run("mount", "-o", "remount,size=300m", disk.toString());
            move.follow();
            assertThat(Oracle.differences(source, target)).isEmpty();
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
