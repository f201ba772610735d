package io.stackblaze.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that a server outside answers, all of them or a share. */
@Timeout(60)
class OutsideTest {
    private static final String NAME = "shop-1234.herokuapp.test";

    private RouterFixture router;
    private TestBackend elsewhere;
    private TestBackend here;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
        elsewhere = TestBackend.start("elsewhere", (request, connection) -> {
            request.body().readAllBytes();
            connection.answer(request.target().equals("/bad") ? 500 : 200, "elsewhere");
        });
        here = TestBackend.saying("here");
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        elsewhere.close();
        here.close();
    }

    private static Route.Target.Outside outside(TestBackend server, int percentHere, TestBackend... here) {
        return new Route.Target.Outside(URI.create("http://127.0.0.1:" + server.backend().port()), NAME, percentHere,
                List.of(here).stream().map(TestBackend::backend).toList());
    }

    @Test
    void itIsAskedUnderItsOwnNameAndToldTheVisitors() throws Exception {
        try (TestBackend telling = TestBackend.start("telling", (request, connection) -> connection.answer(200,
                String.join("\n", request.headerLines()) + "\n" + request.text()))) {
            router.route(outside(telling, 0));
            HttpResponse<String> answer = router.send(router.request("/a?b")
                    .header("X-Request-Id", "0123456789-0123456789").header("X-Forwarded-For", "203.0.113.9")
                    .POST(HttpRequest.BodyPublishers.ofString("the body")));

            assertThat(answer.body().lines().map(line -> line.replaceFirst(":\\s*", ": ")))
                    .contains("host: " + NAME, "x-forwarded-host: 127.0.0.1:" + router.router().httpPort(),
                            "x-forwarded-for: 203.0.113.9, 127.0.0.1", "x-forwarded-proto: http",
                            "x-forwarded-port: " + router.router().httpPort(),
                            "x-request-id: 0123456789-0123456789", "the body");
            assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        }
    }

    @Test
    void itsRedirectsAndCookiesAreMadeTheVisitors() throws Exception {
        try (TestBackend leading = TestBackend.start("leading", (_, connection) -> connection.answer(302, "",
                "Location: http://" + NAME + "/cart", "Set-Cookie: id=1; Domain=" + NAME + "; Path=/",
                "Set-Cookie: other=2; Path=/"))) {
            HttpResponse<String> answer = router.route(outside(leading, 0)).get("/");

            assertThat(answer.headers().firstValue("location"))
                    .hasValue("http://127.0.0.1:" + router.router().httpPort() + "/cart");
            assertThat(answer.headers().allValues("set-cookie")).containsExactly("id=1; Path=/", "other=2; Path=/");
        }
    }

    @Test
    void webSocketsPassBothWays() throws Exception {
        try (TestBackend socket = EchoSocket.start("ws")) {
            router.route(outside(socket, 0));
            var echoes = new EchoSocket.Listener();
            WebSocket client = router.client().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + router.router().httpPort() + "/chat"), echoes)
                    .get(5, TimeUnit.SECONDS);
            client.sendText("x".repeat(70_000), true).get(10, TimeUnit.SECONDS);
            assertThat(echoes.next()).hasSize(70_000);
            router.serve(here);
            client.sendText("still there", true).get(10, TimeUnit.SECONDS);
            assertThat(echoes.next()).isEqualTo("still there");
            client.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
            assertThat(echoes.closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }
    }

    @Test
    void connectionsToItAreKeptForRequestsThatMayBeRepeatedOnly() throws Exception {
        router.route(outside(elsewhere, 0));
        for (int i = 0; i < 5; i++) {
            assertThat(router.get("/").body()).isEqualTo("elsewhere");
        }
        assertThat(elsewhere.connections()).isEqualTo(1);
        router.send(router.request("/").POST(HttpRequest.BodyPublishers.ofString("pay")));
        assertThat(elsewhere.connections()).isEqualTo(2);
    }

    @Test
    void aShareOfVisitorsIsServedHereAndEachStaysWhereHeIs() throws Exception {
        router.route(outside(elsewhere, 30, here));
        int servedHere = 0;
        String cookieOfHere = "";
        for (int i = 0; i < 300; i++) {
            HttpResponse<String> answer = router.get("/");
            assertThat(answer.headers().allValues("set-cookie")).containsExactly(
                    "stackblaze_side=" + (answer.body().equals("here") ? "here" : "outside")
                            + "; Path=/; HttpOnly; SameSite=Lax");
            if (answer.body().equals("here")) {
                servedHere++;
                cookieOfHere = answer.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
            }
        }
        assertThat(servedHere).isBetween(45, 150);
        assertThat(cookieOfHere).isEqualTo("stackblaze_side=here");

        router.route(outside(elsewhere, 1, here));
        for (int i = 0; i < 50; i++) {
            HttpResponse<String> stays = router.get("/", "Cookie", "a=b; stackblaze_side=here");
            assertThat(stays.body()).isEqualTo("here");
            assertThat(stays.headers().map()).doesNotContainKey("set-cookie");
            assertThat(router.get("/", "Cookie", "stackblaze_side=outside").body()).isEqualTo("elsewhere");
        }
        router.route(outside(elsewhere, 0, here));
        assertThat(router.get("/", "Cookie", "stackblaze_side=here").body()).isEqualTo("elsewhere");
        router.route(outside(elsewhere, 100, here));
        HttpResponse<String> all = router.get("/", "Cookie", "stackblaze_side=outside");
        assertThat(all.body()).isEqualTo("here");
        assertThat(all.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void whenNobodyHereTakesARequestItGoesOutside() throws Exception {
        here.close();
        router.route(outside(elsewhere, 100, here));
        assertThat(router.get("/").body()).isEqualTo("elsewhere");
        router.route(outside(elsewhere, 100));
        assertThat(router.get("/").body()).isEqualTo("elsewhere");
        assertThat(router.traffic().here().requests()).isZero();
    }

    @Test
    void aServerThatCannotBeReachedIsSaidSo() throws Exception {
        elsewhere.close();
        HttpResponse<String> page = router.route(outside(elsewhere, 0)).get("/");
        HttpResponse<String> problem = router.get("/", "Accept", "application/json");

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.body()).contains("The other server cannot be reached", "outside-unreachable");
        assertThat(problem.statusCode()).isEqualTo(502);
        assertThat(problem.headers().firstValue("content-type")).hasValue("application/problem+json");
        await().untilAsserted(() -> assertThat(router.traffic().outside().errors()).isEqualTo(2));
    }

    @Test
    void aServerOutsideThatIsThisRouterEndsInAFaultAndNotInACircle() throws Exception {
        router.route(new Route.Target.Outside(router.uri(""), "127.0.0.1", 0, List.of()));

        assertThat(router.get("/").statusCode()).isEqualTo(508);
        await().untilAsserted(() -> assertThat(router.traffic().requests()).isEqualTo(5));
    }

    @Test
    void eachSideIsCountedByItself() throws Exception {
        router.route(outside(elsewhere, 0));
        router.get("/");
        router.get("/");
        router.get("/bad");
        router.serve(here).get("/");
        router.route(new Route.Target.Crashed("boom")).get("/");

        await().untilAsserted(() -> {
            assertThat(router.traffic().outside().requests()).isEqualTo(3);
            assertThat(router.traffic().outside().errors()).isEqualTo(1);
            assertThat(router.traffic().outside().latency().count()).isEqualTo(3);
            assertThat(router.traffic().outside().latency().quantile(0.95)).isPositive();
            assertThat(router.traffic().here().requests()).isEqualTo(2);
            assertThat(router.traffic().here().errors()).isEqualTo(1);
            assertThat(router.traffic().requests()).isEqualTo(5);
        });
        String side = "side_requests_total{service=\"shop/production/web\",side=";
        assertThat(router.router().metrics()).contains(side + "\"outside\",status=\"2xx\"} 2\n")
                .contains(side + "\"outside\",status=\"5xx\"} 1\n").contains(side + "\"here\",status=\"2xx\"} 1\n")
                .contains("side_request_duration_seconds_count{service=\"shop/production/web\",side=\"outside\"} 3\n");
        assertThat(router.router().metrics().lines()).allMatch(
                line -> line.startsWith("# ") || line.matches("[a-z0-9_]+(\\{[^}]*})? [0-9.]+"));
    }

    @Test
    void itsNameIsLookedUpAgainOffTheThreadsThatServeAndEveryAddressIsTried() throws Exception {
        var lookups = new AtomicInteger();
        var unknown = new CountDownLatch(1);
        Outward.Names names = name -> {
            assertThat(name).isEqualTo("shop.test");
            if (Thread.currentThread().getName().startsWith("router")) {
                throw new UnknownHostException("on a thread that serves");
            }
            if (lookups.incrementAndGet() == 1) {
                unknown.countDown();
                throw new UnknownHostException("not yet");
            }
            return new InetAddress[]{InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")};
        };
        try (var finding = new RouterFixture(Limits.DEFAULT, new Outward(null, names))) {
            finding.route(new Route.Target.Outside(
                    URI.create("http://shop.test:" + elsewhere.backend().port()), NAME, 0, List.of()));
            assertThat(finding.get("/").statusCode()).isEqualTo(502);
            assertThat(unknown.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                // each on a connection of its own; nobody listens at 127.0.0.2
                assertThat(finding.send(finding.request("/").POST(HttpRequest.BodyPublishers.ofString("x"))).body())
                        .isEqualTo("elsewhere");
            }
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void fiveHundredRequestsInFlightPassFromThereThroughAHoldToHereWithoutAFailure() throws Exception {
        var begun = new CountDownLatch(250);
        var finish = new CountDownLatch(1);
        try (TestBackend slow = TestBackend.start("slow", (request, connection) -> {
            String text = request.text();
            begun.countDown();
            finish.await();
            connection.answer(200, "elsewhere " + text);
        }); TestBackend new1 = echo("new-1"); TestBackend new2 = echo("new-2")) {
            router.route(outside(slow, 0));
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>(ask(0, 250));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            router.route(new Route.Target.Hold(Duration.ofSeconds(30)));
            answers.addAll(ask(250, 500));
            await().untilAsserted(() -> assertThat(router.traffic().held()).isEqualTo(250));
            finish.countDown();
            for (int i = 0; i < 250; i++) {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo("elsewhere " + i);
            }
            assertThat(router.traffic().held()).isEqualTo(250);

            router.serve(new1, new2);
            for (int i = 250; i < 500; i++) {
                HttpResponse<String> answer = answers.get(i).get(20, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("new " + i);
            }
            assertThat(slow.requests()).isEqualTo(250);
            assertThat(new1.requests() + new2.requests()).isEqualTo(250);
            await().untilAsserted(() -> {
                assertThat(router.traffic().outside()).extracting(ServiceTraffic.Side::requests,
                        ServiceTraffic.Side::errors).containsExactly(250L, 0L);
                assertThat(router.traffic().here()).extracting(ServiceTraffic.Side::requests,
                        ServiceTraffic.Side::errors).containsExactly(250L, 0L);
                assertThat(router.traffic().held()).isZero();
            });
        }
    }

    private static TestBackend echo(String id) throws IOException {
        return TestBackend.start(id, (request, connection) -> connection.answer(200, "new " + request.text()));
    }

    private List<CompletableFuture<HttpResponse<String>>> ask(int from, int to) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            HttpRequest request = router.request("/" + i)
                    .POST(HttpRequest.BodyPublishers.ofString(Integer.toString(i))).build();
            answers.add(router.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers;
    }
}
