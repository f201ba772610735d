package io.stackblaze.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Bodies pass as they come, both ways, and no faster than the slower side takes them. */
@Timeout(60)
class StreamingTest {
    private static final int MIB = 1024 * 1024;
    /** More than all socket buffers on the way can hold, far less than what is sent. */
    private static final long STUCK = 64L * MIB;

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
    void eachServerSentEventPassesAtOnce() throws Exception {
        var events = new SynchronousQueue<String>();
        try (TestBackend backend = TestBackend.start("sse", (_, connection) -> {
            connection
                    .write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                String event = "data: " + events.take() + "\n\n";
                connection.write(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            }
            connection.write("0\r\n\r\n");
        })) {
            router.serve(backend);
            HttpResponse<InputStream> answer = router.client().send(router.request("/").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            long worst = 0;
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 10; i++) {
                    events.put("event " + i);
                    long sent = System.nanoTime();
                    assertThat(lines.readLine()).isEqualTo("data: event " + i);
                    worst = Math.max(worst, System.nanoTime() - sent);
                    lines.readLine();
                }
                assertThat(lines.readLine()).isNull();
            }
            assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void uploadsOf200MiBArriveWhole() throws Exception {
        var arrived = new AtomicLong();
        try (TestBackend backend = TestBackend.start("upload", (request, connection) -> {
            arrived.set(request.body().transferTo(OutputStream.nullOutputStream()));
            connection.answer(200, "thanks");
        })) {
            router.serve(backend);
            HttpResponse<String> answer = router.send(router.request("/")
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Endless(200L * MIB))));

            assertThat(answer.body()).isEqualTo("thanks");
            assertThat(arrived).hasValue(200L * MIB);
        }
    }

    @Test
    void anUploadWaitsForAnInstanceThatDoesNotRead() throws Exception {
        var read = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("slow", (request, connection) -> {
            read.await();
            connection.answer(200, Long.toString(request.body().transferTo(OutputStream.nullOutputStream())));
        }); RawClient client = router.serve(backend).raw()) {
            var sent = new AtomicLong();
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + 3 * STUCK + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> send(client, sent, 3 * STUCK));

            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(STUCK);

            read.countDown();
            assertThat(client.answer()).endsWith(Long.toString(3 * STUCK));
            sender.join();
        }
    }

    @Test
    void anAnswerWaitsForAClientThatDoesNotRead() throws Exception {
        var written = new AtomicLong();
        try (TestBackend backend = TestBackend.start("fast", (_, connection) -> {
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: " + 3 * STUCK + "\r\n\r\n");
            write(connection.out(), written, 3 * STUCK);
        }); RawClient client = router.serve(backend).raw()) {
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").head();

            awaitStandstill(written);
            assertThat(written.get()).isLessThan(STUCK);

            client.in().skipNBytes(3 * STUCK);
        }
    }

    @Test
    void theClientWaitsForTheInstancesContinue() throws Exception {
        try (TestBackend backend = TestBackend.start("continue", (request, connection) -> {
            assertThat(request.header("expect")).contains("100-continue");
            connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            connection.answer(200, request.text());
        }); RawClient client = router.serve(backend).raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100 Continue\r\n");

            assertThat(client.send("hello").answer()).startsWith("HTTP/1.1 200").endsWith("hello");
        }
    }

    @Test
    void anInstanceMayRefuseABodyBeforeItIsSent() throws Exception {
        try (TestBackend backend = TestBackend.start("no", (_, connection) -> {
            connection.answer(413, "too much");
            connection.close();
        }); RawClient client = router.serve(backend).raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 413").endsWith("too much");
        }
    }

    @Test
    void earlyHintsAndTrailersPass() throws Exception {
        try (TestBackend backend = TestBackend.start("hints",
                (_, connection) -> connection.write("""
                        HTTP/1.1 103 Early Hints\r
                        link: </a.css>; rel=preload\r
                        \r
                        HTTP/1.1 200 OK\r
                        trailer: x-sum\r
                        transfer-encoding: chunked\r
                        \r
                        2\r
                        ok\r
                        0\r
                        x-sum: 42\r
                        \r
                        """));
                RawClient client = router.serve(backend).raw()) {
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n")
                    .contains("HTTP/1.1 200 OK").endsWith("2\r\nok\r\n0\r\nx-sum: 42\r\n\r\n");
        }
    }

    @Test
    void anAnswerWithoutLengthIsFramedAnewAndTheClientsConnectionStays() throws Exception {
        try (TestBackend backend = TestBackend.start("plain", (_, connection) -> {
            connection.write("HTTP/1.0 200 OK\r\n\r\nuntil the end");
            connection.close();
        })) {
            router.serve(backend);
            assertThat(router.get("/").body()).isEqualTo("until the end");
            try (RawClient client = router.raw()) {
                client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(client.head()).contains("transfer-encoding: chunked").doesNotContain("connection: close");
            }
        }
    }

    @Test
    void anAnswerThatIsCutIsNotMadeToLookWhole() throws Exception {
        try (TestBackend backend = TestBackend.start("cut", (request, connection) -> {
            connection.write(request.target().equals("/length")
                    ? "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"
                    : "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            connection.close();
        })) {
            router.serve(backend);
            assertThatThrownBy(() -> router.get("/length")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> router.get("/chunks")).isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThat(router.log()).hasSize(2)
                    .allMatch(entry -> "backend-cut".equals(entry.fault()) && entry.status() == 200));
        }
    }

    @Test
    void anInstanceLearnsThatTheClientWentAway() throws Exception {
        var gone = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("stream", (_, connection) -> {
            connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            if (connection.in().read() < 0) {
                gone.countDown();
            }
        })) {
            try (RawClient client = router.serve(backend).raw()) {
                client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").head();
            }
            assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
            await().untilAsserted(() -> assertThat(router.log()).singleElement()
                    .satisfies(entry -> assertThat(entry.fault()).isEqualTo("client-gone")));
        }
    }

    private static void awaitStandstill(AtomicLong count) {
        var before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300)).atMost(Duration.ofSeconds(30))
                .until(() -> count.get() > 0 && before.getAndSet(count.get()) == count.get());
    }

    private static void send(RawClient client, AtomicLong sent, long total) {
        try {
            write(client.out(), sent, total);
        } catch (IOException closed) {
            // The test looks at what came of it.
        }
    }

    private static void write(OutputStream out, AtomicLong written, long total) throws IOException {
        byte[] piece = new byte[64 * 1024];
        while (written.get() < total) {
            out.write(piece);
            written.addAndGet(piece.length);
        }
    }

    /** As many zeros as asked for. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            int n = (int) Math.min(left, most);
            left -= n;
            return n == 0 ? -1 : n;
        }
    }
}
