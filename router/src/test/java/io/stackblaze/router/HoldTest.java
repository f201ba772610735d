package io.stackblaze.router;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that wait while a switch goes on. */
@Timeout(60)
class HoldTest {
    private final List<String> order = new CopyOnWriteArrayList<>();
    private RouterFixture router;
    private TestBackend backend;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture(RouterFixture.QUICK);
        router.route(new Route.Target.Hold());
        backend = TestBackend.start("web-1", (request, connection) -> {
            order.add(request.target());
            connection.answer(200, request.text());
        });
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        backend.close();
    }

    private CompletableFuture<HttpResponse<String>> ask(String path, String body) {
        HttpRequest request = router.request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return router.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private void awaitHeld(int count) {
        await().untilAsserted(() -> assertThat(router.router().traffic()).singleElement()
                .satisfies(traffic -> assertThat(traffic.held()).isEqualTo(count)));
    }

    @Test
    void heldRequestsGoOnWithTheirBodiesWhenTheRouteChanges() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            held.add(ask("/" + i, "body " + i));
            awaitHeld(i);
        }
        assertThat(backend.requests()).isZero();

        router.serve(backend);

        for (int i = 1; i <= 4; i++) {
            assertThat(held.get(i - 1).get(5, TimeUnit.SECONDS).body()).isEqualTo("body " + i);
        }
        assertThat(order).containsExactlyInAnyOrder("/1", "/2", "/3", "/4");
        awaitHeld(0);
    }

    @Test
    void theyAreLetGoInTheOrderTheyCame() {
        var released = new ArrayList<Integer>();
        var held = new HeldRequests();
        var loop = new DefaultEventLoop();
        for (int i = 0; i < 100; i++) {
            int number = i;
            held.add(new HeldRequests.Held() {
                @Override
                public EventLoop eventLoop() {
                    return loop;
                }

                @Override
                public void resume() {
                    released.add(number);
                }
            }, 100);
        }
        held.release();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();

        assertThat(released).hasSize(100).isSorted();
    }

    @Test
    void moreThanTheLimitAreTurnedAway() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 1; i <= RouterFixture.QUICK.heldRequests(); i++) {
            held.add(ask("/" + i, ""));
            awaitHeld(i);
        }
        HttpResponse<String> turnedAway = router.get("/5");

        assertThat(turnedAway.statusCode()).isEqualTo(503);
        assertThat(turnedAway.headers().firstValue("retry-after")).isPresent();
        assertThat(turnedAway.body()).contains("too-many-held");
        router.serve(backend);
        for (var one : held) {
            assertThat(one.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noneIsHeldForLongerThanTheLimit() throws Exception {
        HttpResponse<String> answer = ask("/", "").get(5, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("held-too-long");
        awaitHeld(0);
    }

    @Test
    void aHoldMayHaveABoundOfItsOwnAndIsBoundByTheOneInForce() throws Exception {
        router.route(new Route.Target.Hold(Duration.ofSeconds(60)));
        CompletableFuture<HttpResponse<String>> held = ask("/", "");
        awaitHeld(1);
        await().until(() -> router.traffic().longestHeld().compareTo(Duration.ofMillis(300)) > 0);

        router.route(new Route.Target.Hold(Duration.ofMillis(200)));
        HttpResponse<String> answer = held.get(2, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("held-too-long");
        assertThat(router.traffic().longestHeld()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(router.traffic().here().requests()).isZero();
    }

    @Test
    void ofABodyThatIsHeldOnlyABitIsRead() throws Exception {
        router.route(new Route.Target.Hold(Duration.ofSeconds(60)));
        var sent = new AtomicLong();
        long size = 64L << 20;
        try (RawClient client = router.raw()) {
            client.send("POST /big HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + size + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    byte[] piece = new byte[64 << 10];
                    for (long left = size; left > 0; left -= piece.length) {
                        client.out().write(piece);
                        sent.addAndGet(piece.length);
                    }
                } catch (IOException gone) {
                    // the test sees how much was sent
                }
            });
            var before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(size / 4);

            try (TestBackend counting = TestBackend.start("counting", (request, connection) -> connection.answer(200,
                    Long.toString(request.body().transferTo(OutputStream.nullOutputStream()))))) {
                router.serve(counting);
                assertThat(client.answer()).endsWith(Long.toString(size));
                sender.join();
            }
        }
    }

    @Test
    void aClientThatGoesAwayIsDropped() throws Exception {
        try (RawClient client = router.raw()) {
            client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            awaitHeld(1);
        }
        awaitHeld(0);
        router.serve(backend);
        assertThat(router.get("/after").statusCode()).isEqualTo(200);
        assertThat(order).containsExactly("/after");
    }

    @Test
    void aRouteThatGoesAwayLetsThemGoToo() throws Exception {
        CompletableFuture<HttpResponse<String>> held = ask("/", "");
        awaitHeld(1);
        router.router().apply(new RouteTable(Map.of()));

        assertThat(held.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }
}
