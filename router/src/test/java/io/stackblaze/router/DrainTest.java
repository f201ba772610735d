package io.stackblaze.router;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Taking an instance, or the router itself, out of service without anybody noticing. */
@Timeout(60)
class DrainTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final CountDownLatch finish = new CountDownLatch(1);
    private RouterFixture router;
    private TestBackend old;
    private TestBackend next;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
        old = TestBackend.start("old", (request, connection) -> {
            if (request.header("upgrade").isPresent()) {
                EchoSocket.handle(request, connection);
                return;
            }
            if (request.target().equals("/slow")) {
                finish.await();
            }
            connection.answer(200, "old");
        });
        next = TestBackend.saying("next");
        router.serve(old);
    }

    @AfterEach
    void stop() throws IOException {
        finish.countDown();
        router.close();
        old.close();
        next.close();
    }

    private CompletableFuture<HttpResponse<String>> slowRequest() {
        var answer = router.client().sendAsync(router.request("/slow").build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> old.requests() == 1);
        return answer;
    }

    @Test
    void aRequestInFlightIsWaitedForAndFinished() throws Exception {
        var answer = slowRequest();
        router.serve(next);

        assertThat(router.get("/").body()).isEqualTo("next");
        assertThat(router.router().awaitDrained(old.backend(), SHORT)).isFalse();
        finish.countDown();
        assertThat(router.router().awaitDrained(old.backend(), LONG)).isTrue();
        assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("old");
    }

    @Test
    void aWebSocketIsWaitedForAndGoesOnWorking() throws Exception {
        var echoes = new EchoSocket.Listener();
        WebSocket socket = router.client().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + router.router().httpPort() + "/"), echoes)
                .get(5, TimeUnit.SECONDS);
        router.serve(next);

        assertThat(router.router().awaitDrained(old.backend(), SHORT)).isFalse();
        socket.sendText("still here", true).get(5, TimeUnit.SECONDS);
        assertThat(echoes.next()).isEqualTo("still here");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
        assertThat(router.router().awaitDrained(old.backend(), LONG)).isTrue();
    }

    @Test
    void anInstanceThatTheTableStillNamesIsNotDrained() throws Exception {
        router.get("/");

        assertThat(router.router().awaitDrained(old.backend(), SHORT)).isFalse();
        assertThat(router.router().awaitDrained(next.backend(), SHORT)).as("it was never named").isTrue();
    }

    @Test
    void idleConnectionsToARemovedInstanceAreClosedAtOnce() throws Exception {
        router.get("/");
        assertThat(old.openConnections()).isEqualTo(1);
        router.serve(next);

        await().atMost(Duration.ofSeconds(5)).until(() -> old.openConnections() == 0);
        assertThat(router.router().awaitDrained(old.backend(), LONG)).isTrue();
    }

    @Test
    void anInstanceMayComeBackWhileItDrains() throws Exception {
        var answer = slowRequest();
        router.serve(next);
        router.serve(old);

        assertThat(router.get("/").body()).isEqualTo("old");
        finish.countDown();
        assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("old");
        assertThat(router.router().awaitDrained(old.backend(), SHORT)).isFalse();
    }

    @Test
    void awaitingStopsWhenItsThreadIsInterrupted() throws Exception {
        var answer = slowRequest();
        router.serve(next);
        var outcome = new CompletableFuture<Throwable>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                router.router().awaitDrained(old.backend(), LONG);
            } catch (InterruptedException interrupted) {
                outcome.complete(interrupted);
            }
        });
        waiting.interrupt();

        assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(answer).isNotDone();
    }

    @Test
    void theRouterFinishesWhatItHasBeforeItEnds() throws Exception {
        try (RawClient idle = router.raw()) {
            idle.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").answer();
            var answer = router.client().sendAsync(router.request("/slow").build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> old.requests() == 2);
            Thread ending = Thread.ofVirtual().start(() -> router.router().shutdown(LONG));

            assertThat(idle.rest()).as("a connection between two requests is closed").isEmpty();
            await().untilAsserted(
                    () -> assertThatThrownBy(() -> router.raw().close()).isInstanceOf(ConnectException.class));
            finish.countDown();
            assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("old");
            assertThat(ending.join(Duration.ofSeconds(8))).isTrue();
        }
    }

    @Test
    void theRouterDoesNotWaitLongerThanItWasTold() throws Exception {
        var answer = slowRequest();
        long start = System.nanoTime();
        router.router().shutdown(Duration.ofMillis(300));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(250),
                Duration.ofSeconds(5));
        assertThat(answer).failsWithin(Duration.ofSeconds(5));
    }
}
