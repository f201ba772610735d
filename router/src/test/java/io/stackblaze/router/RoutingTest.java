package io.stackblaze.router;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which requests reach which service. */
@Timeout(60)
class RoutingTest {
    private RouterFixture router;
    private TestBackend shop;
    private TestBackend any;

    @BeforeEach
    void start() throws IOException {
        router = new RouterFixture();
        shop = TestBackend.saying("shop");
        any = TestBackend.saying("any");
        router.router().apply(new RouteTable(Map.of("shop.example.org",
                new Route("shop", new Route.Target.Serve(List.of(shop.backend()))), "*.example.org",
                new Route("any", new Route.Target.Serve(List.of(any.backend()))))));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        shop.close();
        any.close();
    }

    private String ask(String target, String hostLines) throws IOException {
        try (RawClient client = router.raw()) {
            return client.send("GET " + target + " HTTP/1.1\r\n" + hostLines + "Connection: close\r\n\r\n").rest();
        }
    }

    @ParameterizedTest
    @CsvSource({"shop.example.org,shop", "SHOP.Example.ORG,shop", "shop.example.org.,shop",
            "shop.example.org:8080,shop",
            "shop.example.org:,shop", "shop.example.org.:443,shop", "other.example.org,any", "x_y.example.org,any"})
    void aHostReachesItsService(String host, String service) throws IOException {
        assertThat(ask("/", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200").endsWith(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "a.b.example.org", "shop.example.com", "localhost", "127.0.0.1", "[::1]:80"})
    void aHostWithoutServiceIsNotFound(String host) throws IOException {
        assertThat(ask("/", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 404").contains("There is no app here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "shop.example.org:x", "shop.example.org:99999", "..", "a..b", "shop/..", "a@b",
            "[::1", "[]", "[zz]", "shop.example.org, shop.example.org", "%73hop.example.org", ".example.org",
            "shop.example.org\\@x", "shop.example.org#", "shop.example.org?"})
    void aHostThatIsNoneIsRefused(String host) throws IOException {
        assertThat(ask("/", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void noHostAndSeveralHostsAreRefused() throws IOException {
        assertThat(ask("/", "")).startsWith("HTTP/1.1 400");
        assertThat(ask("/", "Host: shop.example.org\r\nHost: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask("/", "Host: shop.example.org\r\nHost: other.example.org\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void theAuthorityOfAnAbsoluteTargetWinsOverTheHost() throws IOException {
        assertThat(ask("http://shop.example.org/x", "Host: other.example.org\r\n")).endsWith("shop");
        assertThat(ask("http://shop.example.org:80?x", "Host: other.example.org\r\n")).endsWith("shop");
        assertThat(ask("http://user@shop.example.org/", "Host: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask("ftp://shop.example.org/", "Host: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void targetsThatAreNoneAreRefused() throws IOException {
        assertThat(ask("x", "Host: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask("*", "Host: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask("/\u0001", "Host: shop.example.org\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void tunnelsToElsewhereAreRefused() throws IOException {
        try (RawClient client = router.raw()) {
            client.send("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 405").containsIgnoringCase("allow: GET");
        }
    }

    @Test
    void aNewTableIsInForceForTheNextRequestOfAnOpenConnection() throws IOException {
        try (RawClient client = router.raw()) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example.org\r\n\r\n");
            assertThat(client.answer()).endsWith("shop");

            router.router().apply(new RouteTable(Map.of("shop.example.org",
                    new Route("any", new Route.Target.Serve(List.of(any.backend()))))));
            client.send("GET / HTTP/1.1\r\nHost: shop.example.org\r\n\r\n");
            assertThat(client.answer()).endsWith("any");
        }
    }

    @Test
    void theInstanceWithTheFewestRequestsInFlightIsChosen() throws Exception {
        var busy = new CountDownLatch(1);
        try (TestBackend slow = TestBackend.start("slow", (request, connection) -> {
            busy.await();
            connection.answer(200, "slow");
        })) {
            router.serve(slow);
            var waiting = router.client().sendAsync(router.request("/").build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> slow.requests() == 1);
            router.serve(slow, shop);
            for (int i = 0; i < 20; i++) {
                assertThat(router.get("/").body()).isEqualTo("shop");
            }
            busy.countDown();
            assertThat(waiting.get(10, TimeUnit.SECONDS).body()).isEqualTo("slow");
        }
    }
}
