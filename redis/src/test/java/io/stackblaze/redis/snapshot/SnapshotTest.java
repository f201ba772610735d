package io.stackblaze.redis.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SnapshotTest {
    private final List<RedisServer> servers = new ArrayList<>();
    private Path folder = Path.of("");

    @BeforeEach
    void findAPlace() throws IOException {
        folder = Files.createTempDirectory("redis snapshot");
    }

    @AfterEach
    void endServers() throws Exception {
        for (RedisServer server : servers) {
            server.destroy();
        }
        Trees.delete(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aof", "rdb", "none"})
    void anotherServerHoldsTheSame(String persistence) throws Exception {
        var source = server("source", persistence);
        source.start();
        fill(source);
        var bytes = new ByteArrayOutputStream();
        var snapshot = Snapshot.take(source.endpoint(), Clock.systemUTC(), bytes);
        assertThat(snapshot.bytes()).isEqualTo(bytes.size());

        var copy = server("copy", "rdb");
        var found = SnapshotRestore.run(copy, new ByteArrayInputStream(bytes.toByteArray()));

        assertThat(found.keys()).isEqualTo(4003);
        assertThat(found.lasting()).isEqualTo(4002);
        assertThat(found).isEqualTo(Contents.of(source.endpoint()));
        SnapshotRestore.settleAppendOnly(copy);
        var kept = server("copy", "aof");
        kept.start();
        assertThat(Contents.of(kept.endpoint())).isEqualTo(found);
    }

    @Test
    void leavesNoFileThatAServerWithoutPersistenceWouldFind() throws Exception {
        var source = server("source", "none");
        source.start();
        ask(source, "SET", "a", "b");
        Snapshot.take(source.endpoint(), Clock.systemUTC(), new ByteArrayOutputStream());
        source.stop();
        source.start();
        assertThat(Contents.of(source.endpoint()).keys()).isZero();
    }

    @Test
    void oneChangedValueIsAnotherDigest() throws Exception {
        var source = server("source", "none");
        source.start();
        fill(source);
        var before = Contents.of(source.endpoint());
        ask(source, "HSET", "hash", "field", "other");
        var after = Contents.of(source.endpoint());
        assertThat(after.lasting()).isEqualTo(before.lasting());
        assertThat(before.isSameAs(after)).isFalse();
        ask(source, "DEL", "gone soon");
        ask(source, "HSET", "hash", "field", "value");
        assertThat(before.isSameAs(Contents.of(source.endpoint()))).isTrue();
    }

    @Test
    void aDamagedSnapshotIsRefusedAndNothingIsOverwritten() throws Exception {
        var source = server("source", "aof");
        source.start();
        fill(source);
        var bytes = new ByteArrayOutputStream();
        Snapshot.take(source.endpoint(), Clock.systemUTC(), bytes);
        var damaged = bytes.toByteArray();
        damaged[damaged.length / 2] ^= 1;
        assertThatThrownBy(() -> SnapshotRestore.run(server("copy", "rdb"), new ByteArrayInputStream(damaged)))
                .isInstanceOf(RedisException.class).hasMessageContaining("ended at its start");
        assertThatThrownBy(() -> server("source", "rdb").seed(new ByteArrayInputStream(bytes.toByteArray())))
                .isInstanceOf(RedisException.class).hasMessageContaining("not overwritten");
        assertThat(Contents.of(source.endpoint()).lasting()).isEqualTo(4002);
    }

    private static void fill(RedisServer server) throws IOException {
        var commands = new ArrayList<Command>();
        for (int i = 0; i < 4000; i++) {
            commands.add(Command.of("SET", "key " + i, "value " + i * 31 + "x".repeat(i % 97)));
        }
        commands.add(Command.of("HSET", "hash", "field", "value"));
        commands.add(Command.of("SET", "gone soon", "x", "EX", "600"));
        commands.add(Command.of("SELECT", "3"));
        commands.add(Command.of("ZADD", "scores", "1.5", "a", "2", "b"));
        try (var connection = server.endpoint().connect(Duration.ofSeconds(10))) {
            for (var reply : connection.ask(commands)) {
                reply.checked();
            }
        }
    }

    private static void ask(RedisServer server, String... words) throws IOException {
        try (var connection = server.endpoint().connect(Duration.ofSeconds(10))) {
            connection.ask(Command.of(words)).checked();
        }
    }

    private RedisServer server(String name, String persistence) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = new RedisServer(new RedisSettings(folder.resolve(name), folder.resolve("binaries"), "7",
                    "127.0.0.1", socket.getLocalPort(), "a password", 32, "noeviction", persistence,
                    OptionalInt.empty()));
            servers.add(server);
            return server;
        }
    }
}
