package io.stackblaze.postgres.move.cutover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Endpoint.Tls;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.postgres.move.follow.Shop;
import io.stackblaze.postgres.move.follow.TriggerFollower;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.stackblaze.postgres.move.Sql.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server of its own, which can be killed and which knows prepared transactions. */
final class KilledServerTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(10));
    private Path folder;
    private PostgresSettings settings;
    private PostgresServer server;
    private Endpoint source;
    private Endpoint target;

    @BeforeEach
    void twoDatabases() throws Exception {
        folder = Files.createTempDirectory("postgres killed");
        settings = new PostgresSettings(folder.resolve("db"), Path.of("target/postgres").toAbsolutePath(), "16",
                "127.0.0.1", freePort(), "app", "secret", "shop", 256, List.of(), OptionalInt.empty());
        server = new PostgresServer(settings);
        server.start();
        var mighty = new Endpoint("127.0.0.1", settings.port(), "shop", "stackblaze_admin",
                Files.readString(settings.directory().resolve("superuser")), Tls.DISABLE);
        try (var connection = mighty.connect()) {
            run(connection, "alter system set max_prepared_transactions = 5");
            run(connection, "create database moved owner app");
        }
        server.stop();
        server.start();
        source = new Endpoint("127.0.0.1", settings.port(), "shop", "app", "secret", Tls.DISABLE);
        target = mighty.withDatabase("moved");
        Shop.create(source);
        Shop.create(target);
        Shop.fill(source);
    }

    @AfterEach
    void end() throws Exception {
        server.destroy();
        Trees.delete(folder);
    }

    @Test
    void bothServersMayBeKilledAtAnyMoment() throws Exception {
        try (var follower = new TriggerFollower(source, target, Cutover.FORWARD, FOLLOWING)) {
            var oracle = new Oracle(source, source, target, 31);
            assertThat(oracle.run(follower, _ -> {
                for (int i = 0; i < 2; i++) {
                    var killer = Thread.ofPlatform().start(this::killAndStart);
                    Oracle.follow(follower, Duration.ofSeconds(2));
                    killer.join();
                }
            })).isEmpty();
        }
    }

    private void killAndStart() {
        try {
            var postmaster = server.process().orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPreparedTransactionArrivesWhenItIsCommittedAndStandsInTheWayOfACutUntilThen() throws Exception {
        try (var app = source.connect();
                var follower = new TriggerFollower(source, target, Cutover.FORWARD, FOLLOWING)) {
            try (var start = follower.start().orElseThrow()) {
                Shop.copy(source, target, start.snapshot());
                start.copied();
            }
            app.setAutoCommit(false);
            run(app, "update shop.orders set total = 1 where id < 10");
            run(app, "prepare transaction 'half done'");
            app.setAutoCommit(true);
            follower.step();
            var hasty = new CutoverSettings(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(5));
            var cutover = new Cutover(source, target, Cutover.FORWARD, FOLLOWING, hasty);
            assertThatThrownBy(() -> cutover.run(follower, _ -> {}, () -> {})).hasMessageContaining("half done");
            try (var other = source.connect()) {
                run(other, "update shop.orders set total = 2 where id = 20");
                run(other, "commit prepared 'half done'");
            }
            cutover.run(follower, _ -> {}, () -> {});
        }
        assertThat(Oracle.differences(source, target)).isEmpty();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
