package io.stackblaze.router;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that two readers could read differently are refused, and the connection is closed with them. */
@Timeout(30)
class SmugglingTest {
    private final AtomicReference<String> reached = new AtomicReference<>("");
    private RouterFixture router;
    private TestBackend backend;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
        backend = TestBackend.start("web-1", (request, connection) -> {
            reached.updateAndGet(before -> before + request.method() + " " + request.target() + ";");
            request.body().readAllBytes();
            connection.answer(200, "ok");
        });
        router.serve(backend);
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n",
            "Content-Length: -5\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n", "Content-Length:\r\n",
            "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding: identity\r\n", "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding: \u000bchunked\r\n", "Transfer-Encoding:\r\n chunked\r\n", "X-A: 1\r\n folded\r\n",
            "X-A: 1\r\n\tfolded\r\n", "\u0000X: 1\r\n", "X\u0000: 1\r\n", "X: a\u0000b\r\n", "X: a\rb\r\n",
            "X A: 1\r\n", "NoColon\r\n",
            ": empty\r\n", "X: 1\nContent-Length: 5\r\n", "Content-Length: 5\n"})
    void ambiguousHeadsAreRefused(String headers) throws IOException {
        try (RawClient client = router.raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n"
                    + "Host: 127.0.0.1\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1");
        }
        assertThat(reached.get()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" folded at once\r\n", "\tfolded at once\r\n"})
    void aFoldBeforeTheFirstHeaderIsRefused(String line) throws IOException {
        try (RawClient client = router.raw()) {
            client.send("GET / HTTP/1.1\r\n" + line + "Host: 127.0.0.1\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aFoldIsSeenHoweverThePiecesFall() {
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: 1\r\n folded\r\n\r\n";
        for (int first = 0; first <= request.length(); first++) {
            for (int second = first; second <= request.length(); second++) {
                var channel = new EmbeddedChannel(new RequestDecoder(8192));
                for (String piece : List.of(request.substring(0, first), request.substring(first, second),
                        request.substring(second))) {
                    channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
                }
                HttpRequest read = channel.readInbound();
                assertThat(read.decoderResult().isFailure()).as("cut at %d and %d", first, second).isTrue();
                channel.finishAndReleaseAll();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "g\r\nhello\r\n"})
    void chunksThatAreNoneEndTheConnection(String body) throws IOException {
        try (RawClient client = router.raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body
                    + "GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1");
        }
        assertThat(reached.get()).doesNotContain("smuggled");
    }

    @Test
    void theHiddenBodyOfOldWebSocketsIsRefused() throws IOException {
        try (RawClient client = router.raw()) {
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
                    + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\nGET /x H");

            assertThat(client.rest()).startsWith("HTTP/1.1 400");
        }
        assertThat(reached.get()).isEmpty();
    }

    @Test
    void http10MayNotSendChunks() throws IOException {
        try (RawClient client = router.raw()) {
            client.send("POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 400");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/2.0\r\n", "GET / HTTP/0.9\r\n", "GET /\r\n", "GET  / HTTP/1.1 x\r\n",
            "\u0016\u0003\u0001\r\n", "GET / HTTQ/1.1\r\n"})
    void otherProtocolsAreRefused(String line) throws IOException {
        try (RawClient client = router.raw()) {
            client.send(line + "Host: 127.0.0.1\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 400");
        }
    }
}
