package io.stackblaze.cli.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.stackblaze.cli.transcript.Session;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Types the commands that move a Redis, with two real servers. */
class RedisMovingTest {
    private static final String PASSWORD = "not-to-be-seen";
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final List<RedisServer> servers = new ArrayList<>();
    private Path folder = Path.of("");
    private String old = "";
    private String next = "";
    private Session session = new Session(Path.of(""), Map.of());

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("stackblaze-moving");
        old = server("old");
        next = server("next");
        session = new Session(folder, Map.of("OLD", old, "NEW", next, "STACKBLAZE_HOME", folder.toString()));
        for (int i = 0; i < 100; i++) {
            ask(old, "SET", "key " + i, "value " + i);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (var server : servers) {
            server.destroy();
        }
        Trees.delete(folder);
    }

    private String server(String name) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var server = new RedisServer(new RedisSettings(folder.resolve(name), Path.of("target/redis").toAbsolutePath(),
                "7", "127.0.0.1", port, PASSWORD, 64, "noeviction", "none", OptionalInt.empty()));
        servers.add(server);
        server.start();
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    }

    private static Reply ask(String url, String... words) throws Exception {
        try (var connection = RedisEndpoint.parse(url).connect(SILENCE)) {
            return connection.ask(Command.of(words));
        }
    }

    private boolean isFollowing() throws IOException {
        try (var files = Files.list(folder.resolve("moves"))) {
            for (var file : files.toList()) {
                if (Files.readString(file).contains("phase=FOLLOWING")) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void aCopyIsMadeAndProved() {
        var copied = session.type("stackblaze redis copy env:OLD env:NEW");

        assertThat(copied).contains("Equal: 100 keys compared.").noneMatch(line -> line.contains(PASSWORD));
        assertThat(session.type("stackblaze redis status env:OLD env:NEW")).containsExactly("settled");
    }

    @Test
    void theLiveSideChangesAndChangesBack() throws Exception {
        assertThat(session.type("stackblaze redis cutover env:OLD env:NEW --yes")).last().isEqualTo("[1]");
        follow();
        assertThat(session.type("stackblaze redis cutover env:OLD env:NEW --yes"))
                .anyMatch(line -> line.startsWith("The target is live: "));
        ask(next, "SET", "new", "one");
        assertThat(session.type("stackblaze redis reverse env:OLD env:NEW --yes"))
                .anyMatch(line -> line.startsWith("The source is live: "));
        assertThat(ask(old, "GET", "new")).isEqualTo(new Reply.Bulk(Command.bytes("one")));
        var refused = session.type("stackblaze redis abort env:OLD env:NEW");
        assertThat(refused).last().isEqualTo("[1]");
        var host = RedisEndpoint.parse(next).shown();
        assertThat(session.type("stackblaze redis abort env:OLD env:NEW --confirm " + host))
                .anyMatch(line -> line.startsWith("Aborted"));
        assertThat(ask(next, "DBSIZE")).isEqualTo(new Reply.Whole(0));
    }

    /** Follows until all is copied, and presses Ctrl-C. */
    private void follow() throws InterruptedException {
        var thread = Thread.ofPlatform().start(() -> session.type("stackblaze redis follow env:OLD env:NEW"));
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(this::isFollowing);
        } finally {
            thread.interrupt();
            thread.join(Duration.ofSeconds(30));
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
