package io.stackblaze.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RedisServerTest {
    private static final String PASSWORD = "p'a\"ss\\w0rd \\x41 ä #";
    private final List<RedisServer> servers = new ArrayList<>();
    private Path folder = Path.of("");
    private int port;

    @BeforeEach
    void findAPlace() throws IOException {
        folder = Files.createTempDirectory("redis test");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void endServers() throws Exception {
        for (RedisServer server : servers) {
            server.destroy();
        }
        Trees.delete(folder);
    }

    @Test
    void servesWhoKnowsThePassword() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var server = started(settings);

        assertThat(ask(settings, redis -> redis.set("key", "value"))).isEqualTo("OK");
        assertThat(ask(settings, redis -> redis.info("server")))
                .contains("_version:" + server.version().split(" ")[1]);
        assertThat(ask(settings, redis -> redis.configGet("maxmemory"))).isEqualTo("{maxmemory=" + (16 << 20) + "}");
        assertThatThrownBy(() -> ask(settings("7", "wrong", "noeviction", "aof"), RedisCommands::ping))
                .isInstanceOf(RedisConnectionException.class).hasRootCauseMessage(
                        "WRONGPASS invalid username-password pair or user is disabled.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aof", "rdb"})
    void keepsItsDataWhenItIsStopped(String persistence) throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", persistence);
        var server = started(settings);
        ask(settings, redis -> redis.set("key", "value"));

        server.stop();

        assertThat(server.process()).isEmpty();
        server.stop();
        server.start();
        assertThat(ask(settings, redis -> redis.get("key"))).isEqualTo("value");
    }

    @Test
    void keepsItsDataWhenItIsToPersistInAnotherWay() throws Exception {
        for (var persistence : List.of("rdb", "aof", "rdb", "aof", "none", "aof")) {
            var settings = settings("7", PASSWORD, "noeviction", persistence);
            started(settings);
            ask(settings, redis -> redis.incr("changes"));
        }

        assertThat(ask(settings("7", PASSWORD, "noeviction", "aof"), redis -> redis.get("changes"))).isEqualTo("6");
    }

    @Test
    void keepsNothingWhenNothingIsAskedFor() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "none");
        var server = started(settings);
        ask(settings, redis -> redis.set("key", "value"));

        server.stop();
        server.start();

        assertThat(ask(settings, RedisCommands::dbsize)).isEqualTo("0");
    }

    @Test
    void keepsItsAppendOnlyFileWhenItIsKilled() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var server = started(settings);
        ask(settings, redis -> redis.set("key", "value"));
        var process = server.process().orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        assertThat(server.process()).isEmpty();

        server.start();

        assertThat(server.process()).isPresent().isNotEqualTo(java.util.Optional.of(process));
        assertThat(ask(settings, redis -> redis.get("key"))).isEqualTo("value");
    }

    @Test
    void evictsAsAsked() throws Exception {
        var settings = settings("7", PASSWORD, "allkeys-lru", "none");
        started(settings);
        fill(settings);

        assertThat(Integer.parseInt(ask(settings, RedisCommands::dbsize))).isBetween(1, 16);
        var strict = settings("7", PASSWORD, "noeviction", "none");
        started(strict);
        assertThatThrownBy(() -> fill(strict)).isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("OOM");
    }

    @Test
    void followsItsSettingsAndLeavesARightServerAlone() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var process = started(settings).process();
        ask(settings, redis -> redis.set("key", "value"));

        assertThat(started(settings).process()).isEqualTo(process);
        var changed = settings("7", "another", "noeviction", "aof");
        assertThat(started(changed).process()).isNotEqualTo(process);

        assertThat(ask(changed, redis -> redis.get("key"))).isEqualTo("value");
        assertThatThrownBy(() -> ask(settings, RedisCommands::ping)).isInstanceOf(RedisConnectionException.class);
    }

    @Test
    void outlivesTheProcessThatStartedItAndIsFoundAgain() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var server = server(settings);
        var starter = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path", ""), Starter.class.getName(), settings.directory().toString(),
                settings.binaries().toString(), Integer.toString(port)).inheritIO().start();
        try {
            assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(starter.exitValue()).isEqualTo(9);
        } finally {
            starter.destroyForcibly();
        }

        var process = server.process().orElseThrow();
        server.start();

        assertThat(server.process()).contains(process);
        assertThat(ask(settings, RedisCommands::ping)).isEqualTo("PONG");
    }

    /** Starts a server and dies at once, as if killed. */
    static final class Starter {
        private Starter() {}

        static void main(String[] arguments) throws Exception {
            new RedisServer(new RedisSettings(Path.of(arguments[0]), Path.of(arguments[1]), "7", "127.0.0.1",
                    Integer.parseInt(arguments[2]), PASSWORD, 16, "noeviction", "aof", OptionalInt.empty())).start();
            Runtime.getRuntime().halt(9);
        }
    }

    @Test
    void isNotTakenForAnotherProcessThatGotItsNumber() throws Exception {
        var server = started(settings("7", PASSWORD, "noeviction", "aof"));
        server.stop();
        Files.writeString(folder.resolve("db/data/redis.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(server.process()).isEmpty();
        server.start();

        assertThat(server.process()).isPresent();
    }

    @Test
    void tellsThatItsPortIsTaken() throws Exception {
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var server = server(settings("7", PASSWORD, "noeviction", "aof"));

            assertThatThrownBy(server::start).isInstanceOf(RedisException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port).hasMessageContaining("ss -ltnp");
        }
    }

    @Test
    void tellsWhyItEndsAtItsStart() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "rdb");
        var data = Files.createDirectories(settings.directory().resolve("data"));
        Files.writeString(data.resolve("dump.rdb"), "REDIS9999 no such format");

        assertThatThrownBy(server(settings)::start).isInstanceOf(RedisException.class)
                .hasMessageContaining("ended at its start. Its log says:").hasMessageContaining("RDB format version");
    }

    @Test
    void bringsAServerWhereNoneIsInstalled() throws Exception {
        var settings = settings("8", PASSWORD, "noeviction", "aof");
        var server = new RedisServer(settings, Isolation.here(), new Programs(settings.binaries(), List.of()));
        servers.add(server);
        assertThat(server.version()).isEqualTo("Redis 8");

        server.start();

        assertThat(server.version()).startsWith("Redis 6.2.");
        assertThat(ask(settings, RedisCommands::ping)).isEqualTo("PONG");
    }

    @Test
    void takesTheNearestOfThoseInstalled() throws Exception {
        var six = program("six", "Redis server v=6.2.11 sha=0");
        var seven = program("seven", "Redis server v=7.0.15 sha=0");
        var nine = program("nine", "Valkey server v=9.1.2 sha=0");
        var broken = program("broken", "cannot open shared object");
        var programs = new Programs(folder, List.of(six, broken, nine, seven, folder.resolve("none")));

        assertThat(programs.find(7)).isEqualTo(new Program(seven, "Redis 7.0.15"));
        assertThat(programs.find(8)).isEqualTo(new Program(nine, "Valkey 9.1.2"));
        assertThat(programs.find(5)).isEqualTo(new Program(six, "Redis 6.2.11"));
    }

    @Test
    void showsItsPasswordToNobody() throws Exception {
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var server = started(settings);
        var process = server.process().orElseThrow();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("db/redis.conf"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))).doesNotContain("w0rd");
        assertThat(Files.readString(server.log())).contains("Ready to accept connections").doesNotContain("w0rd");
        assertThat(settings.toString()).doesNotContain("w0rd");
    }

    /** Root alone can give a server another user; without root there is nothing to try. */
    static Stream<Isolation> root() {
        return Isolation.here() == Isolation.ROOT ? Stream.of(Isolation.ROOT, Isolation.NONE) : Stream.empty();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("root")
    void runsUnderAUserOfItsOwn(Isolation isolation) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var settings = settings("7", PASSWORD, "noeviction", "aof");
        var server = new RedisServer(settings, isolation, new Programs(settings.binaries()));
        servers.add(server);

        server.start();

        var root = Path.of("/proc", Long.toString(server.process().orElseThrow().pid()), "root");
        assertThat(Files.getAttribute(root.resolveSibling("status"), "unix:uid")).isEqualTo(65_601);
        assertThat(Files.exists(root.resolve("root"))).isEqualTo(isolation == Isolation.NONE);
        assertThat(ask(settings, redis -> redis.bgsave())).startsWith("Background saving");
    }

    @Test
    void reportsEveryFaultOfItsSettingsAtOnce() {
        assertThatThrownBy(() -> new RedisSettings(folder, folder, "7.2", "cache.internal", 70_000, "", 0, "lru", "yes",
                OptionalInt.empty())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the major version must be a number, not 7.2; the address must be an IP address, not"
                        + " cache.internal; the port must be from 1 to 65535, not 70000; the password must be some plain"
                        + " characters; Redis needs 1 MiB of memory or more, not 0; not an eviction policy: lru; the"
                        + " persistence must be aof, rdb or none, not yes");
    }

    private static void fill(RedisSettings settings) {
        var value = "x".repeat(1 << 20);
        ask(settings, redis -> IntStream.range(0, 40).mapToObj(number -> redis.set("key" + number, value)).toList());
    }

    private Path program(String name, String says) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\necho '" + says + "'\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private RedisSettings settings(String major, String password, String eviction, String persistence) {
        return new RedisSettings(folder.resolve("db"), folder.resolve("binaries"), major, "127.0.0.1", port, password,
                16,
                eviction, persistence, OptionalInt.empty());
    }

    private RedisServer server(RedisSettings settings) {
        var server = new RedisServer(settings);
        servers.add(server);
        return server;
    }

    private RedisServer started(RedisSettings settings) throws Exception {
        var server = server(settings);
        server.start();
        return server;
    }

    private static String ask(RedisSettings settings, Function<RedisCommands<String, String>, Object> question) {
        var uri = RedisURI.builder().withHost(settings.address()).withPort(settings.port())
                .withPassword(settings.password().toCharArray()).build();
        try (var client = RedisClient.create(uri); var connection = client.connect()) {
            return String.valueOf(question.apply(connection.sync()));
        }
    }
}
