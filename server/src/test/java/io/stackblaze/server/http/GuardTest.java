package io.stackblaze.server.http;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import io.stackblaze.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Pages of other sites reach nothing, whatever a browser sends along for them. */
class GuardTest {
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "169.254.169.254", "web.shop.localhost", ""})
    void aNameThatIsNotOursIsNotAnswered(String host) throws Exception {
        assertThat(status("GET /healthz HTTP/1.1\r\nHost: " + host)).isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "LOCALHOST"})
    void ourOwnNamesAreAnswered(String host) throws Exception {
        assertThat(status("GET /healthz HTTP/1.1\r\nHost: " + host + ":" + server.server().port())).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginIsRefusedEvenWithAToken() throws Exception {
        assertThat(server.api().get("/api/v1/projects", "Origin", "http://evil.example").status()).isEqualTo(403);
        assertThat(server.api().get("/api/v1/projects", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
        assertThat(server.api().get("/api/v1/projects", "Sec-Fetch-Site", "same-site").status()).isEqualTo(403);
        var preflight = server.api().send("OPTIONS", "/api/v1/projects", HttpRequest.BodyPublishers.noBody(), "Origin",
                "http://evil.example", "Access-Control-Request-Method", "POST");
        assertThat(preflight.status()).isEqualTo(403);
        assertThat(preflight.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void aSignInLinkIsGoodOnceAndItsSessionNeedsOurOwnPageToWrite() throws Exception {
        String url = server.api().post("/api/v1/sign-in-links").json().path("url").asString();
        String path = url.substring(url.indexOf("/sign-in"));
        var anonymous = server.api("");
        var signedIn = anonymous.get(path);
        assertThat(signedIn.status()).isEqualTo(303);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("HttpOnly").containsIgnoringCase("SameSite=Strict");
        String session = cookie.substring(0, cookie.indexOf(';'));
        assertThat(anonymous.get(path).status()).isEqualTo(401);

        assertThat(anonymous.get("/api/v1/whoami", "Cookie", session).json().path("name").asString())
                .isEqualTo("owner");
        var body = Map.of("name", "ci", "access", "read");
        assertThat(anonymous.post("/api/v1/tokens", body, "Cookie", session).status()).isEqualTo(403);
        assertThat(anonymous.post("/api/v1/tokens", body, "Cookie", session, "Origin", "http://evil.example").status())
                .isEqualTo(403);
        assertThat(anonymous.post("/api/v1/tokens", body, "Cookie", session, "Origin",
                "http://localhost:" + server.server().port()).status()).isEqualTo(201);
    }

    @Test
    void aRevokedTokenOpensNothingAnyMore() throws Exception {
        var created = server.api().post("/api/v1/tokens", Map.of("name", "gone", "access", "admin")).json();
        var api = server.api(created.path("token").asString());
        assertThat(api.get("/api/v1/projects").status()).isEqualTo(200);
        assertThat(server.api().delete("/api/v1/tokens/" + created.path("id").asString(), Map.of()).status())
                .isEqualTo(204);
        assertThat(api.get("/api/v1/projects").status()).isEqualTo(401);
    }

    @Test
    void everyAnswerForbidsSniffingFramingAndKeeping() throws Exception {
        var headers = server.api().get("/api/v1/projects").headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'");
        assertThat(headers.firstValue("Cache-Control")).contains("no-store");
        assertThat(headers.firstValue("Server")).isEmpty();
    }

    @Test
    void theSameKeyGivesTheSameAnswerAndAnotherRequestUnderItIsRefused() throws Exception {
        var body = Map.of("name", "once", "access", "read");
        String key = "key-" + System.nanoTime();
        var first = server.api().post("/api/v1/tokens", body, "Idempotency-Key", key);
        var again = server.api().post("/api/v1/tokens", body, "Idempotency-Key", key);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        var other = server.api().post("/api/v1/tokens", Map.of("name", "two", "access", "read"), "Idempotency-Key",
                key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.detail()).contains("Idempotency-Key");
    }

    @Test
    void allFaultsOfABodyAreSaidAtOnce() throws Exception {
        var answer = server.api().post("/api/v1/tokens", Map.of("name", "$x", "access", "root", "colour", "red"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("faults").valueStream().map(fault -> fault.path("path").asString()))
                .containsExactlyInAnyOrder("name", "access", "colour");
    }

    @Test
    void whatIsNoJsonOrTooLargeIsRefused() throws Exception {
        var api = server.api();
        assertThat(api.send("POST", "/api/v1/tokens", HttpRequest.BodyPublishers.ofString("{\"name\":"), "Content-Type",
                "application/json").status()).isEqualTo(422);
        assertThat(api.send("POST", "/api/v1/tokens", HttpRequest.BodyPublishers.ofString("name=x"), "Content-Type",
                "application/x-www-form-urlencoded").status()).isEqualTo(415);
        assertThat(api.post("/api/v1/tokens", Map.of("name", "x".repeat(9_000_000), "access", "read")).status())
                .isEqualTo(413);
    }

    private static int status(String head) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var reader = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return Integer.parseInt(reader.readLine().split(" ")[1]);
        }
    }
}
