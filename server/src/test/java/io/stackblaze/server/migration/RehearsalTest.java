package io.stackblaze.server.migration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.FakeEngine;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything is tried once in staging, and staging is taken down, whatever came of it. */
class RehearsalTest {
    private static final EnvironmentId STAGING = new EnvironmentId("shop", "staging");
    private static final String ONE = "/api/v1/migrations/small-shop";

    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer web;
    private HerokuEmulator heroku;
    private TestServer server;
    private TestApi api;

    /** Both sides are one server; what it answers depends on the name it is asked by. */
    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            boolean staging = String.valueOf(exchange.getRequestHeaders().getFirst("Host")).contains("staging");
            var body = "the orders of this shop".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            if (exchange.getRequestURI().getPath().equals("/account")) {
                exchange.getResponseHeaders().set("Location", staging ? "/sign-in" : "/login");
            }
            exchange.sendResponseHeaders(staging ? status.get() : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        heroku = HerokuEmulator.start(Scenario.named("small"));
        server = TestServer.start(home, web.getAddress().getPort());
        api = server.api();
        var made = api.post("/api/v1/migrations", Map.of("app", "small-shop", "project", "shop", "token",
                heroku.token(), "heroku_api", heroku.apiUri().toString(), "heroku_web",
                "http://127.0.0.1:" + web.getAddress().getPort(), "test", "npm run smoke"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        next(Map.of());
        next(Map.of());
        // Copies of real databases are tried elsewhere; this shop has none.
        TestDatabase.change(server.database(),
                "update migrations set step = 'rehearse', facts = facts || '{\"stores\": []}'");
    }

    @AfterEach
    void stop() {
        server.close();
        heroku.close();
        web.stop(0);
    }

    private void next(Map<String, ?> body) throws Exception {
        var begun = api.post(ONE + "/next", body);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        var done = api.finished(begun.json());
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
    }

    private JsonNode view() throws Exception {
        return api.get(ONE).json();
    }

    private List<String> trials() throws Exception {
        return view().path("rehearsal").valueStream().map(trial -> (trial.path("passed").asBoolean() ? "+ " : "- ")
                + trial.path("name").asString() + ": " + trial.path("says").asString()).toList();
    }

    @Test
    void everythingIsTriedOnceAndTheNamedPagesAreCompared() throws Exception {
        next(Map.of("paths", List.of("/", "/orders")));

        assertThat(trials()).contains("+ web is healthy: 1 instance, against the copy",
                "+ worker runs: 1 instance, against the copy", "+ totals-js once: ended well",
                "+ the team's tests: ended well", "+ GET / as at Heroku: 200 on both sides, alike",
                "+ GET /orders as at Heroku: 200 on both sides, alike").allMatch(trial -> trial.startsWith("+"));
        assertThat(view().path("step").asString()).isEqualTo("review");
        var tests = server.engine().runs().stream()
                .filter(run -> run.workload().toString().contains("npm run smoke")).toList();
        assertThat(tests).singleElement().satisfies(run -> {
            assertThat(run.id()).isEqualTo(STAGING);
            assertThat(run.workload().toString()).contains("STAGING_URL=http://web.internal:");
        });
        assertThat(server.engine().wanted(STAGING)).isEmpty();
    }

    @Test
    void whatFailsIsToldAndHoldsTheCutBackUntilItPassesOrAPersonAgrees() throws Exception {
        server.engine().runWith(run -> run.workload().toString().contains("npm run smoke")
                ? new FakeEngine.Result(3, List.of("1 of 12 tests failed"))
                : new FakeEngine.Result(0, List.of()));
        status.set(500);
        next(Map.of("paths", List.of("/")));

        assertThat(trials()).contains("- the team's tests: ended with code 3: 1 of 12 tests failed",
                "- GET / as at Heroku: 200 at Heroku, 500 here");
        assertThat(view().path("step").asString()).isEqualTo("rehearse");
        assertThat(server.engine().wanted(STAGING)).isEmpty();
        assertThat(api.post(ONE + "/cutover").text()).contains("2 trials failed", "the team's tests");

        status.set(200);
        server.engine().runWith(_ -> new FakeEngine.Result(0, List.of()));
        next(Map.of());
        assertThat(trials()).allMatch(trial -> trial.startsWith("+"));
    }

    @Test
    void aPageThatLeadsElsewhereDiffers() throws Exception {
        next(Map.of("paths", List.of("/account")));

        assertThat(trials()).contains("- GET /account as at Heroku: location is /login at Heroku, /sign-in here");
    }
}
