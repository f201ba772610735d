package io.stackblaze.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What goes wrong behind the router, and what of it a client notices. */
@Timeout(60)
class FailureTest {
    private RouterFixture router;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture(RouterFixture.QUICK);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private static Backend unreachable(String id) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Backend(id, "127.0.0.1", socket.getLocalPort());
        }
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return router.send(router.request("/").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void anInstanceThatCannotBeReachedCostsNoRequest() throws Exception {
        try (TestBackend alive = TestBackend.saying("alive")) {
            router.route(
                    new Route.Target.Serve(List.of(unreachable("dead-1"), alive.backend(), unreachable("dead-2"))));
            for (int i = 0; i < 20; i++) {
                assertThat(router.get("/").body()).isEqualTo("alive");
                assertThat(post("x").body()).isEqualTo("alive");
            }
        }
    }

    @Test
    void whenNoneCanBeReachedThePageSaysSo() throws Exception {
        router.route(new Route.Target.Serve(List.of(unreachable("dead-1"), unreachable("dead-2"))));

        HttpResponse<String> answer = post("x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.body()).contains("not answering").contains("backend-unreachable");
    }

    @Test
    void aConnectionThatDiedWhileIdleIsNeverSeenByAClient() throws Exception {
        try (TestBackend backend = TestBackend.start("forgetful", (request, connection) -> {
            request.body().readAllBytes();
            connection.answer(200, "fine");
            connection.close();
        })) {
            router.serve(backend);
            for (int i = 0; i < 200; i++) {
                assertThat(router.get("/").statusCode()).as("GET %d", i).isEqualTo(200);
                assertThat(post("x").statusCode()).as("POST %d", i).isEqualTo(200);
            }
        }
    }

    @Test
    void aRequestThatMetADyingConnectionIsSentAgainIfItMayBe() throws Exception {
        Set<TestBackend.Connection> known = ConcurrentHashMap.newKeySet();
        try (TestBackend backend = TestBackend.start("one-shot", (request, connection) -> {
            request.body().readAllBytes();
            if (known.add(connection)) {
                connection.answer(200, "fine");
            } else {
                connection.close();
            }
        })) {
            router.serve(backend);
            for (int i = 0; i < 50; i++) {
                assertThat(router.get("/").statusCode()).as("GET %d", i).isEqualTo(200);
                assertThat(post("x").statusCode()).as("POST %d: it never shares a used connection", i).isEqualTo(200);
            }
            assertThat(router.router().metrics()).doesNotContain("retries_total 0\n");
        }
    }

    @Test
    void requestsThatUseNoConnectionTwiceDoNotLeaveManyOpen() throws Exception {
        try (TestBackend backend = TestBackend.saying("fine")) {
            router.serve(backend);
            for (int i = 0; i < 40; i++) {
                assertThat(post("x").statusCode()).isEqualTo(200);
            }
            assertThat(backend.connections()).isEqualTo(40);
            await().untilAsserted(() -> assertThat(backend.openConnections()).as("one for each event loop at most")
                    .isLessThanOrEqualTo(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void anInstanceThatBreaksOffWithARequestInHandIsNotAskedAgain(String method) throws Exception {
        try (TestBackend backend = TestBackend.start("crashing", (_, connection) -> connection.close())) {
            router.serve(backend);

            HttpResponse<String> answer = router
                    .send(router.request("/").method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("broke off").contains("backend-closed");
            assertThat(backend.requests()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(router.log()).singleElement().satisfies(entry -> {
                assertThat(entry.fault()).isEqualTo("backend-closed");
                assertThat(entry.backend()).isEqualTo("crashing");
                assertThat(entry.line()).startsWith("at=error code=backend-closed method=" + method + " path=\"/\"");
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"what?\r\n\r\n", "HTTP/1.1 200 OK\r\nbad\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
            "SSH-2.0-OpenSSH\r\n"})
    void anAnswerThatIsNoneBecomesABadGateway(String answer) throws Exception {
        try (TestBackend backend = TestBackend.start("garbled", (_, connection) -> {
            connection.write(answer);
            connection.close();
        })) {
            router.serve(backend);
            assertThat(router.get("/").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void anInstanceThatDoesNotBeginToAnswerTimesOut() throws Exception {
        var dropped = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("slow", (request, connection) -> {
            request.body().readAllBytes();
            if (connection.in().read() < 0) {
                dropped.countDown();
            }
        })) {
            router.serve(backend);
            long start = System.nanoTime();
            HttpResponse<String> answer = post("x");

            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("too long").contains("backend-timeout");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(300L, 3_000L);
            assertThat(dropped.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theTimeForTheFirstByteBeginsWhenTheUploadHasEnded() throws Exception {
        try (TestBackend backend = TestBackend.start("patient",
                (request, connection) -> connection.answer(200, request.text()));
                RawClient client = router.serve(backend).raw()) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\n");
            for (String piece : List.of("a", "b", "c")) {
                await().pollDelay(Duration.ofMillis(800)).until(() -> true);
                client.send(piece);
            }
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("abc");
        }
    }

    @Test
    void aHeadThatDribblesInIsGivenUp() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("GET / HTTP/1.1\r\nHost: ");

            assertThat(client.rest()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosedInSilence() throws Exception {
        try (RawClient client = router.raw()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void headsBeyondTheLimitsAreRefusedByTheirNumbers() throws Exception {
        assertThat(router.get("/", "x-big", "x".repeat(9 * 1024)).statusCode()).isEqualTo(431);
        assertThat(router.get("/" + "x".repeat(17 * 1024)).statusCode()).isEqualTo(414);
    }

    @Test
    void aClientThatGoesAwayEndsItsRequestBehindTheRouter() throws Exception {
        var end = new CountDownLatch(1);
        try (TestBackend backend = TestBackend.start("slow", (_, _) -> end.await())) {
            try (RawClient client = router.serve(backend).raw()) {
                client.send("GET /x?secret=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                await().until(() -> backend.requests() == 1);
            }
            await().untilAsserted(() -> assertThat(router.log()).singleElement().satisfies(entry -> {
                assertThat(entry.status()).isEqualTo(499);
                assertThat(entry.fault()).isEqualTo("client-gone");
                assertThat(entry.path()).isEqualTo("/x");
            }));
            end.countDown();
        }
    }
}
