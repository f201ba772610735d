package io.stackblaze.server.migration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** After the cut an app is watched for an hour, against what it was at Heroku. */
class WatchTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop", "production");
    private static final String ONE = "/api/v1/migrations/small-shop";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger health = new AtomicInteger(200);
    private HttpServer edge;
    private HerokuEmulator heroku;
    private TestServer server;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        edge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        edge.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(health.get(), -1);
            exchange.close();
        });
        edge.start();
        heroku = HerokuEmulator.start(Scenario.named("small"));
        server = TestServer.start(home, edge.getAddress().getPort());
        api = server.api();
        answered(1_000, 0);
    }

    @AfterEach
    void stop() {
        server.close();
        heroku.close();
        edge.stop(0);
    }

    /** So many requests were answered here so far, and so many of them were errors. */
    private void answered(long requests, long errors) {
        server.engine().passWith((_, _) -> new EdgeTraffic(new EdgeTraffic.Side(requests, errors, 10, 20, 30),
                new EdgeTraffic.Side(5_000, 5, 12, 25, 40), 0, 0, 0));
    }

    /** An app without datastores, prepared, and then here as after a cut. */
    private void here(boolean autoRollback) throws Exception {
        var made = api.post("/api/v1/migrations", Map.of("app", "small-shop", "project", "shop", "token",
                heroku.token(), "heroku_api", heroku.apiUri().toString(), "auto_rollback", autoRollback, "probe",
                "/health"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            assertThat(api.finished(api.post(ONE + "/next").json()).path("state").asString()).isEqualTo("succeeded");
        }
        TestDatabase.change(server.database(), """
                update migrations set step = 'watch', state = 'waiting', facts = facts || '{"stores": [],
                  "here_since": "%s",
                  "baseline": {"requests": 5000, "errors": 5, "p50_millis": 12, "p95_millis": 25, "p99_millis": 40},
                  "before_here": {"requests": 1000, "errors": 0, "p50_millis": 0, "p95_millis": 0, "p99_millis": 0}}'
                """.formatted(Instant.now()));
        server.engine().divert(SHOP, "web", new Diversion.None());
    }

    private JsonNode view() throws Exception {
        return api.get(ONE).json();
    }

    private boolean isRed(String says) throws Exception {
        return view().path("gates").valueStream().anyMatch(gate -> !gate.path("green").asBoolean()
                && gate.path("says").asString().contains(says));
    }

    /** Its clock goes on, some seconds at a time, until somebody has written that down. */
    private void awaitHistory(String text) {
        Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(700)).until(() -> {
            server.later(Duration.ofSeconds(6));
            return view().path("history").toString().contains(text);
        });
    }

    @Test
    void watchingEndsWhenItsHourIsOver() throws Exception {
        here(false);
        var early = api.post(ONE + "/next");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.text()).contains("watched for an hour", "It runs here for 0 min.", "--now");

        server.later(Duration.ofMinutes(61));

        assertThat(api.post(ONE + "/next").json().path("step").asString()).isEqualTo("settle");
    }

    @Test
    void watchingEndsEarlyForOneWhoTypesTheName() throws Exception {
        here(false);
        assertThat(api.post(ONE + "/next", Map.of("now", true)).status()).isEqualTo(422);
        assertThat(api.post(ONE + "/next", Map.of("now", true, "confirm", "other")).status()).isEqualTo(422);
        assertThat(api.post(ONE + "/next", Map.of("now", true, "confirm", "small-shop")).json().path("step")
                .asString()).isEqualTo("settle");
    }

    @Test
    void moreErrorsThanBeforeTurnAGateRedAndProposeTheWayBack() throws Exception {
        here(false);
        answered(1_200, 60);

        awaitHistory("30.00 % of 200 requests failed");
        awaitHistory("Proposes to roll back.");
        assertThat(isRed("30.00 %")).isTrue();
        assertThat(view().path("step").asString()).isEqualTo("watch");
        assertThat(view().path("watch").path("auto_rollback").asBoolean()).isFalse();
        assertThat(api.post(ONE + "/next", Map.of("now", true, "confirm", "small-shop")).status()).isEqualTo(409);
    }

    @Test
    void aProbeThatFailsRollsBackByItselfWhereThatWasAskedFor() throws Exception {
        here(true);
        awaitHealthy();
        health.set(500);

        awaitHistory("GET /health answers 500. Rolls back, as was asked for.");
        Awaitility.await().atMost(LONG).until(() -> view().path("state").asString().equals("rolled_back"));
        assertThat(server.engine().diversion(SHOP, "web")).isInstanceOf(Diversion.Outside.class);
        assertThat(view().path("history").toString()).contains("\"by\":\"stackblaze\"", "rolled back");
    }

    private void awaitHealthy() {
        Awaitility.await().atMost(LONG).until(() -> view().path("gates").valueStream().anyMatch(gate -> gate
                .path("name").asString().equals("probe") && gate.path("green").asBoolean()));
    }

    @Test
    void whatIsWorseForAMomentOnlyIsNotMadeMuchOf() throws Exception {
        here(true);
        awaitHealthy();
        health.set(500);
        server.later(Duration.ofSeconds(16));
        Awaitility.await().atMost(LONG).until(() -> isRed("answers 500"));
        health.set(200);
        server.later(Duration.ofSeconds(16));
        Awaitility.await().atMost(LONG).until(() -> !isRed("answers 500"));

        Awaitility.await().during(Duration.ofSeconds(5)).atMost(LONG).until(() -> {
            server.later(Duration.ofSeconds(6));
            return !view().path("history").toString().contains("worse");
        });
        assertThat(view().path("state").asString()).isEqualTo("waiting");
    }
}
