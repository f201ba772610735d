package io.stackblaze.router;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A server outside that speaks HTTPS: another router plays it, with an authority of its own. */
@Timeout(60)
class OutsideTlsTest {
    private static final String NAME = "shop-1234.localhost";

    @TempDir
    Path folder;

    private TestBackend app;
    private Router origin;
    private RouterFixture router;

    @BeforeEach
    void start() throws Exception {
        app = TestBackend.start("app", (request, connection) -> {
            if (request.header("sec-websocket-key").isPresent()) {
                EchoSocket.handle(request, connection);
            } else {
                connection.answer(200, request.header("host").orElse("") + " "
                        + request.header("x-forwarded-proto").orElse("") + " " + request.text().length());
            }
        });
        origin = Router.start(new RouterConfig("127.0.0.1", 0, 0, folder, Limits.DEFAULT));
        origin.apply(new RouteTable(Map.of(NAME,
                new Route("origin", new Route.Target.Serve(List.of(app.backend()))))));
        router = new RouterFixture(Limits.DEFAULT,
                new Outward(trusted(), name -> new InetAddress[]{InetAddress.getLoopbackAddress()}));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
        app.close();
    }

    private KeyStore trusted() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve("localhost-ca.crt"))) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        return trusted;
    }

    private Route.Target.Outside outside(String host) {
        return new Route.Target.Outside(URI.create("https://dns.herokudns.test:" + origin.httpsPort()), host, 0,
                List.of());
    }

    @Test
    void itIsShownTheNameItIsAskedForAndItsCertificateIsVerified() throws Exception {
        router.route(outside(NAME));
        HttpResponse<String> answer = router
                .send(router.request("/").POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_000_000))));

        assertThat(answer.body()).isEqualTo(NAME + " https 1000000");
        for (int i = 0; i < 5; i++) {
            assertThat(router.get("/").body()).isEqualTo(NAME + " https 0");
        }
    }

    @Test
    void webSocketsPassThroughTls() throws Exception {
        router.route(outside(NAME));
        var echoes = new EchoSocket.Listener();
        WebSocket socket = router.client().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + router.router().httpPort() + "/chat"), echoes)
                .get(5, TimeUnit.SECONDS);
        socket.sendText("x".repeat(300_000), true).get(10, TimeUnit.SECONDS);
        assertThat(echoes.next()).hasSize(300_000);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
        assertThat(echoes.closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        HttpResponse<String> answer = router.route(outside("shop.example")).get("/");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("outside-unreachable");
        assertThat(app.requests()).isZero();
    }

    @Test
    void aCertificateThatNobodyTrustedSignedIsRefused() throws Exception {
        try (var careful = new RouterFixture(Limits.DEFAULT,
                new Outward(null, name -> new InetAddress[]{InetAddress.getLoopbackAddress()}))) {
            assertThat(careful.route(outside(NAME)).get("/").statusCode()).isEqualTo(502);
            assertThat(app.requests()).isZero();
        }
    }
}
