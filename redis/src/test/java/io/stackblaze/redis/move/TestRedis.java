package io.stackblaze.redis.move;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.stackblaze.sandbox.Trees;

import static org.awaitility.Awaitility.await;

/** A server of a test's own, in memory alone unless told otherwise; ends with it. */
final class TestRedis implements AutoCloseable {
    static final String PASSWORD = "p/ss:w@rd%";
    private static final Path INSTALLED = Path.of("/usr/bin/redis-server");

    private final Path folder = Files.createTempDirectory("redis move");
    private final List<RedisClient> opened = new ArrayList<>();
    private final Path program;
    private final List<String> arguments;
    private final int port = freePort();
    private Process process;

    private TestRedis(Path program, String... arguments) throws Exception {
        this.program = program;
        this.arguments = List.of(arguments);
        this.process = launch();
    }

    /** The newest server there is here. */
    static TestRedis newest(String... arguments) throws Exception {
        return new TestRedis(Files.isExecutable(INSTALLED) ? INSTALLED : embedded(), arguments);
    }

    /** Redis 6.2. */
    static TestRedis older(String... arguments) throws Exception {
        return new TestRedis(embedded(), arguments);
    }

    /** One that hides its settings, as at Heroku. */
    static TestRedis hiding(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of("--rename-command", "CONFIG", ""));
        all.addAll(List.of(arguments));
        return newest(all.toArray(String[]::new));
    }

    RedisEndpoint endpoint() {
        return new RedisEndpoint("127.0.0.1", port, "", PASSWORD, RedisEndpoint.Tls.NONE);
    }

    RedisEndpoint endpoint(int otherPort) {
        return new RedisEndpoint("127.0.0.1", otherPort, "", PASSWORD, RedisEndpoint.Tls.NONE);
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    /** A connection that ends with the server. */
    RedisCommands<byte[], byte[]> commands() {
        return connection().sync();
    }

    StatefulRedisConnection<byte[], byte[]> connection() {
        var client = RedisClient.create(RedisURI.builder().withHost("127.0.0.1").withPort(port)
                .withPassword(PASSWORD.toCharArray()).withTimeout(Duration.ofSeconds(30)).build());
        opened.add(client);
        return client.connect(ByteArrayCodec.INSTANCE);
    }

    /** As if its machine failed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() throws IOException {
        opened.forEach(RedisClient::close);
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
        Trees.delete(folder);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        var line = new ArrayList<>(List.of(program.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--requirepass", PASSWORD, "--save", "", "--dir", folder.toString()));
        line.addAll(arguments);
        var started = new ProcessBuilder(line).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
        await().atMost(20, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(10)).until(() -> answers());
        return started;
    }

    private boolean answers() {
        try {
            endpoint().connect(Duration.ofSeconds(2)).close();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static Path embedded() throws IOException {
        var name = System.getProperty("os.arch").equals("aarch64")
                ? "redis-server-6.2.7-linux-arm64"
                : "redis-server-6.2.6-v5-linux-amd64";
        var parent = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"),
                "stackblaze-test-" + ProcessHandle.current().pid()));
        var program = parent.resolve(name);
        synchronized (TestRedis.class) {
            if (!Files.exists(program)) {
                try (InputStream stream = TestRedis.class.getResourceAsStream("/" + name)) {
                    Files.copy(Objects.requireNonNull(stream), program);
                }
                Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
                parent.toFile().deleteOnExit();
                program.toFile().deleteOnExit();
            }
        }
        return program;
    }
}
