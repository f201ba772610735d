package io.stackblaze.router;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Connections that change their protocol. */
@Timeout(60)
class WebSocketTest {
    private RouterFixture router;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void messagesOfAnySizePassBothWaysAndSoDoesTheClose() throws Exception {
        try (TestBackend backend = EchoSocket.start("ws")) {
            var echoes = new EchoSocket.Listener();
            WebSocket socket = router.serve(backend).client().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + router.router().httpPort() + "/chat"), echoes)
                    .get(5, TimeUnit.SECONDS);
            for (int size : new int[]{0, 1, 125, 126, 65_535, 65_536, 3_000_000}) {
                socket.sendText("x".repeat(size), true).get(10, TimeUnit.SECONDS);
                assertThat(echoes.next()).hasSize(size);
            }
            assertThat(router.router().traffic()).singleElement()
                    .satisfies(traffic -> assertThat(traffic.inFlight()).isEqualTo(1));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(5, TimeUnit.SECONDS);
            assertThat(echoes.closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
            await().until(() -> backend.openConnections() == 0);
            await().untilAsserted(() -> assertThat(router.log()).singleElement().satisfies(entry -> {
                assertThat(entry.status()).isEqualTo(101);
                assertThat(entry.fault()).isNull();
                assertThat(entry.bytes()).isGreaterThan(3_000_000);
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: Upgrade", "Connection: upgrade", "Connection: keep-alive, Upgrade",
            "Connection: Upgrade,Keep-Alive", "Connection: keep-alive\r\nConnection: Upgrade"})
    void everySpellingOfTheWishIsUnderstood(String connection) throws Exception {
        try (TestBackend backend = EchoSocket.start("ws"); RawClient client = router.serve(backend).raw()) {
            client.send("GET /chat HTTP/1.1\r\nHost: 127.0.0.1\r\n" + connection
                    + "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("connection: upgrade")
                    .containsIgnoringCase("upgrade: websocket").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.send("\u0081\u0082\u0000\u0000\u0000\u0000hi");
            assertThat(client.read(4)).isEqualTo("\u0081\u0002hi");
        }
    }

    @Test
    void anAnswerThatRefusesTheHandshakePassesWhole() throws Exception {
        try (TestBackend backend = TestBackend.start("no",
                (_, connection) -> connection.answer(403, "not you", "x-why: policy"));
                RawClient client = router.serve(backend).raw()) {
            client.send(handshake());

            assertThat(client.answer()).startsWith("HTTP/1.1 403").contains("x-why: policy").endsWith("not you");
        }
    }

    @Test
    void bytesThatFollowTheHandshakeAtOnceAreNotLost() throws Exception {
        try (TestBackend backend = TestBackend.start("eager", (_, connection) -> {
            connection.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u0081\u0002hi");
            connection.in().read();
        }); RawClient client = router.serve(backend).raw()) {
            client.send(handshake()).head();

            assertThat(client.read(4)).isEqualTo("\u0081\u0002hi");
        }
    }

    @Test
    void theSlowerSideSetsThePace() throws Exception {
        var written = new AtomicLong();
        long total = 256L * 1024 * 1024;
        try (TestBackend backend = TestBackend.start("flood", (_, connection) -> {
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            byte[] piece = new byte[64 * 1024];
            while (written.get() < total) {
                connection.out().write(piece);
                written.addAndGet(piece.length);
            }
        }); RawClient client = router.serve(backend).raw()) {
            client.send(handshake()).head();
            var before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300)).atMost(Duration.ofSeconds(20))
                    .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());

            assertThat(written.get()).isLessThan(total / 4);
            client.in().skipNBytes(total);
        }
    }

    @Test
    void whenTheInstanceEndsItTheClientHearsItWithEverythingBefore() throws Exception {
        try (TestBackend backend = TestBackend.start("bye", (_, connection) -> {
            connection.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nlast words");
            connection.close();
        }); RawClient client = router.serve(backend).raw()) {
            client.send(handshake()).head();

            assertThat(client.rest()).isEqualTo("last words");
        }
    }

    @Test
    void whenTheClientEndsItTheInstanceHearsIt() throws Exception {
        var ended = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("listening", (_, connection) -> {
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            assertThat(new String(connection.in().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("bye");
            ended.countDown();
        })) {
            try (RawClient client = router.serve(backend).raw()) {
                client.send(handshake()).head();
                client.send("bye");
            }
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void silenceBeyondTheLimitEndsIt() throws Exception {
        var limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(400), 8192, 4,
                Duration.ofSeconds(5));
        try (var quick = new RouterFixture(limits);
                TestBackend backend = EchoSocket.start("ws");
                RawClient client = quick.serve(backend).raw()) {
            client.send(handshake()).head();

            assertThat(client.rest()).isEmpty();
            await().until(() -> backend.openConnections() == 0);
        }
    }

    private static String handshake() {
        return String.join("\r\n", List.of("GET / HTTP/1.1", "Host: 127.0.0.1", "Connection: Upgrade",
                "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "",
                ""));
    }
}
