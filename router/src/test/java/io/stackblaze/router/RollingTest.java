package io.stackblaze.router;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The product's promise: however often instances are replaced, no request fails. */
@Timeout(90)
class RollingTest {
    private static final int CLIENTS = 8;

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private RouterFixture router;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
    }

    @AfterEach
    void stop() {
        running.set(false);
        router.close();
    }

    /** Clients that keep their connections and never pause: every other request may not be repeated. */
    private void startClients() {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; running.get(); n++) {
                    askOnce(n);
                }
            }));
        }
    }

    private void askOnce(int n) {
        try {
            HttpRequest.Builder request = router.request("/" + n);
            HttpResponse<String> answer = router
                    .send(n % 2 == 0 ? request : request.POST(HttpRequest.BodyPublishers.ofString("body " + n)));
            if (answer.statusCode() != 200) {
                failures.add(n + ": " + answer.statusCode() + " " + answer.body());
            }
            answered.incrementAndGet();
        } catch (IOException broken) {
            failures.add(n + ": " + broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopClients() throws InterruptedException {
        running.set(false);
        for (Thread client : clients) {
            client.join();
        }
    }

    private static TestBackend generation(int number) throws IOException {
        return TestBackend.start("web-" + number, (request, connection) -> {
            if (request.header("upgrade").isPresent()) {
                EchoSocket.handle(request, connection);
            } else {
                connection.answer(200, "web-" + number + " " + request.text());
            }
        });
    }

    @Test
    void replacingTheOnlyInstanceAHundredTimesFailsNothing() throws Exception {
        TestBackend first = generation(0);
        router.serve(first);
        try (RawClient upload = router.raw()) {
            upload.send("POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 16\r\n\r\nslowly");
            var echoes = new EchoSocket.Listener();
            WebSocket socket = router.client().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + router.router().httpPort() + "/"), echoes)
                    .get(5, TimeUnit.SECONDS);
            await().until(() -> first.requests() == 2);
            startClients();
            TestBackend last = replaceAHundredTimes(first);

            socket.sendText("still here", true).get(5, TimeUnit.SECONDS);
            assertThat(echoes.next()).isEqualTo("still here");
            assertThat(router.router().awaitDrained(first.backend(), Duration.ofMillis(50))).isFalse();
            assertThat(upload.send(" but whole").answer()).endsWith("web-0 slowly but whole");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
            assertThat(router.router().awaitDrained(first.backend(), Duration.ofSeconds(10))).isTrue();
            stopClients();
            first.close();
            last.close();
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(800);
    }

    private TestBackend replaceAHundredTimes(TestBackend first) throws IOException, InterruptedException {
        TestBackend current = first;
        for (int i = 1; i <= 100; i++) {
            TestBackend next = generation(i);
            router.serve(next);
            if (current != first) {
                assertThat(router.router().awaitDrained(current.backend(), Duration.ofSeconds(10))).isTrue();
                current.close();
            }
            current = next;
            int seen = answered.get();
            await().pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= seen + CLIENTS);
        }
        return current;
    }

    @Test
    void tablesThatChangeHundredsOfTimesFailNothing() throws Exception {
        List<TestBackend> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(generation(i));
        }
        router.serve(all.toArray(TestBackend[]::new));
        startClients();
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int first = random.nextInt(all.size());
            router.serve(all.get(first), all.get((first + 1 + random.nextInt(all.size() - 1)) % all.size()));
            if (i % 10 == 0) {
                int seen = answered.get();
                await().pollInterval(Duration.ofMillis(1)).until(() -> answered.get() > seen);
            }
        }
        stopClients();
        for (TestBackend backend : all) {
            backend.close();
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(100);
    }

    @Test
    void drainingNeverMissesARequest() throws Exception {
        // An instance that is drained is gone in the same moment, as if it had been killed.
        TestBackend current = generation(0);
        router.serve(current);
        startClients();
        for (int i = 1; i <= 300; i++) {
            TestBackend next = generation(i);
            router.serve(next);
            assertThat(router.router().awaitDrained(current.backend(), Duration.ofSeconds(10))).isTrue();
            current.close();
            current = next;
        }
        stopClients();
        current.close();
        assertThat(failures).isEmpty();
    }
}
