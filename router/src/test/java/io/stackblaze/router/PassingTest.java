package io.stackblaze.router;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What an instance is told of a request, and a client of the answer. */
@Timeout(60)
class PassingTest {
    private final BlockingQueue<TestBackend.Request> seen = new LinkedBlockingQueue<>();
    private RouterFixture router;
    private TestBackend backend;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
        backend = TestBackend.start("web-1", (request, connection) -> {
            String body = request.text();
            seen.add(request);
            connection.answer(200, request.method() + " " + request.target() + " " + body, "x-from: app",
                    "connection: x-secret", "x-secret: 1", "keep-alive: timeout=5");
        });
        router.serve(backend);
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        backend.close();
    }

    private TestBackend.Request seen() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void methodTargetBodyAndHeadersArriveAndTheAnswerComesBack() throws Exception {
        HttpResponse<String> answer = router.send(router.request("/a%20b?q=1&r=%C3%A9").header("x-mine", "1")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("hello")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("PATCH /a%20b?q=1&r=%C3%A9 hello");
        assertThat(answer.headers().firstValue("x-from")).contains("app");
        assertThat(seen().header("x-mine")).contains("1");
    }

    @Test
    void theInstanceLearnsWhoAskedAndHow() throws Exception {
        router.get("/");

        TestBackend.Request request = seen();
        int port = router.router().httpPort();
        assertThat(request.headers("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(request.headers("x-forwarded-port")).containsExactly(Integer.toString(port));
        assertThat(request.headers("x-forwarded-host")).containsExactly("127.0.0.1:" + port);
        assertThat(request.headers("host")).containsExactly("127.0.0.1:" + port);
        assertThat(request.headers("via")).containsExactly("1.1 stackblaze");
        assertThat(request.header("x-request-id").orElseThrow()).hasSize(36);
        assertThat(Long.parseLong(request.header("x-request-start").orElseThrow()))
                .isCloseTo(Instant.now().toEpochMilli(), org.assertj.core.data.Offset.offset(20_000L));
    }

    @Test
    void whatAClientClaimsAboutItsOriginIsAppendedToOrReplaced() throws Exception {
        router.get("/", "X-Forwarded-For", "10.0.0.1", "X-Forwarded-For", "10.0.0.2", "X-Forwarded-Proto", "https",
                "X-Forwarded-Host", "bank.example", "X-Forwarded-Port", "443", "X_Forwarded_For", "6.6.6.6",
                "Forwarded", "for=6.6.6.6", "Proxy", "http://evil.example", "X-Request-Start", "1");

        TestBackend.Request request = seen();
        assertThat(request.headers("x-forwarded-for")).containsExactly("10.0.0.1, 10.0.0.2, 127.0.0.1");
        assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(request.headers("x-forwarded-host")).singleElement().asString().startsWith("127.0.0.1:");
        assertThat(request.headers("x-forwarded-port")).doesNotContain("443");
        assertThat(request.headers("x_forwarded_for")).isEmpty();
        assertThat(request.headers("forwarded")).isEmpty();
        assertThat(request.headers("proxy")).isEmpty();
        assertThat(request.headers("x-request-start")).singleElement().isNotEqualTo("1");
    }

    @Test
    void aSaneRequestIdIsKeptAndAnyOtherReplaced() throws Exception {
        router.get("/", "X-Request-Id", "0123456789-0123456789");
        assertThat(seen().header("x-request-id")).contains("0123456789-0123456789");

        router.get("/", "X-Request-Id", "short");
        assertThat(seen().header("x-request-id").orElseThrow()).hasSize(36);

        router.get("/", "X-Request-Id", "0123456789 0123456789 <script>");
        assertThat(seen().header("x-request-id").orElseThrow()).hasSize(36);
    }

    @Test
    void headersOfOneHopStopThereBothWays() throws Exception {
        try (RawClient client = router.raw()) {
            String answer = client.send("""
                    GET / HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Connection: keep-alive, X-Mine, Authorization\r
                    X-Mine: 1\r
                    Authorization: Bearer 1\r
                    Keep-Alive: timeout=9\r
                    Proxy-Connection: keep-alive\r
                    TE: trailers\r
                    Upgrade: h2c\r
                    HTTP2-Settings: AAMAAABk\r
                    \r
                    """).answer();

            TestBackend.Request request = seen();
            for (String gone : List.of("connection", "x-mine", "keep-alive", "proxy-connection", "te", "upgrade",
                    "http2-settings")) {
                assertThat(request.headers(gone)).as(gone).isEmpty();
            }
            assertThat(request.header("authorization")).as("no client may have it dropped").contains("Bearer 1");
            assertThat(answer).startsWith("HTTP/1.1 200").contains("via: 1.1 stackblaze")
                    .doesNotContainIgnoringCase("x-secret").doesNotContainIgnoringCase("keep-alive");
        }
    }

    @Test
    void headGetsTheHeadersAloneAndTheConnectionStaysInStep() throws Exception {
        try (RawClient client = router.raw()) {
            String head = client.send("HEAD /long HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").head();
            // The test's backend sends a body to HEAD too, as broken apps do: it must not become the next answer.
            String next = client.send("GET /next HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").answer();

            assertThat(head).startsWith("HTTP/1.1 200").contains("content-length: 11");
            assertThat(next).startsWith("HTTP/1.1 200").endsWith("GET /next ");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("""
                    GET /1 HTTP/1.1\r
                    Host: 127.0.0.1\r
                    \r
                    POST /2 HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Content-Length: 4\r
                    \r
                    bodyGET /3 HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Connection: close\r
                    \r
                    """);

            assertThat(client.answer()).endsWith("GET /1 ");
            assertThat(client.answer()).endsWith("POST /2 body");
            assertThat(client.rest()).contains("connection: close").endsWith("GET /3 ");
        }
    }

    @Test
    void bytesOfATargetThatAreNoAsciiArePercentEncoded() throws Exception {
        try (RawClient client = router.raw()) {
            client.out().write("GET /café HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));

            assertThat(client.answer()).endsWith("GET /caf%C3%A9 ");
        }
    }

    @Test
    void headerValuesThatAreNoAsciiPassAsTheyAre() throws Exception {
        try (RawClient client = router.raw()) {
            client.out().write(
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Name: café\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            client.answer();

            byte[] arrived = seen().header("x-name").orElseThrow().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(new String(arrived, StandardCharsets.UTF_8)).isEqualTo("café");
        }
    }

    @Test
    void chunkedUploadsArrive() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            client.send("6;ext=1\r\n world\r\n0\r\n\r\n");

            assertThat(client.answer()).endsWith("POST / hello world");
        }
    }

    @Test
    void http10ClientsAreServedAndLeft() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("GET /old HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 200").contains("connection: close").endsWith("GET /old ");
        }
    }

    @Test
    void http10ClientsMayAskToStay() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("GET /1 HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.answer()).contains("connection: keep-alive");

            client.send("GET /2 HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(client.answer()).endsWith("GET /2 ");
        }
    }
}
