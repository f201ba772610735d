package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.util.Map;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The steps that change nothing at Heroku: inspecting an app, and preparing a project for it. */
class MigrationRoutesTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop", "production");

    private HerokuEmulator heroku;
    private TestServer server;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        heroku = HerokuEmulator.start(Scenario.named("small"));
        server = TestServer.start(home);
        api = server.api();
    }

    @AfterEach
    void stop() {
        server.close();
        heroku.close();
    }

    private TestApi.Response begin() throws Exception {
        return api.post("/api/v1/migrations", Map.of("app", "small-shop", "project", "shop", "token", heroku.token(),
                "heroku_api", heroku.apiUri().toString()));
    }

    private void next() throws Exception {
        var begun = api.post("/api/v1/migrations/small-shop/next");
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        var done = api.finished(begun.json());
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
    }

    @Test
    void anAppIsInspectedAndPreparedWithAllProcessesAtZero() throws Exception {
        assertThat(begin().status()).isEqualTo(201);
        next();
        var inspected = api.get("/api/v1/migrations/small-shop").json();
        assertThat(inspected.path("step").asString()).isEqualTo("prepare");
        assertThat(inspected.path("state").asString()).isEqualTo("waiting");
        assertThat(inspected.path("services").valueStream().map(each -> each.path("name").asString()))
                .contains("web", "worker", "db", "redis", "totals-js");
        next();
        var prepared = api.get("/api/v1/migrations/small-shop").json();
        assertThat(prepared.path("step").asString()).as(prepared.toPrettyString()).isEqualTo("sync");
        assertThat(prepared.path("services").valueStream().filter(each -> each.path("type").asString().equals("web"))
                .map(each -> each.path("here_runs").asInt())).containsExactly(0);
        assertThat(server.engine().runs()).as("no release phase").isEmpty();
        assertThat(server.engine().data(SHOP)).containsExactlyInAnyOrder("db", "redis");
        assertThat(server.engine().calls())
                .anyMatch(call -> call.startsWith("divert shop/production web Outside") && call.contains("small-shop"));
        assertThat(heroku.calls()).allMatch(call -> call.method().equals("GET"));
        var secret = api.post(TestApi.SHOP + "/variables/digests", Map.of("key", "00".repeat(32)));
        assertThat(secret.text()).contains("SECRET_KEY_BASE");
    }

    @Test
    void aMigrationIsRefusedASecondTimeAndWithWrongStepsOrNames() throws Exception {
        begin();
        var second = begin();
        assertThat(second.status()).isEqualTo(409);
        assertThat(api.get("/api/v1/migrations/nobody").status()).isEqualTo(404);
        assertThat(api.post("/api/v1/migrations/small-shop/next", Map.of("step", "sync")).status()).isEqualTo(409);
        assertThat(api.post("/api/v1/migrations/small-shop/cutover").status()).isEqualTo(409);
        assertThat(api.post("/api/v1/migrations/small-shop/rollback").status()).isEqualTo(409);
        assertThat(api.post("/api/v1/migrations/small-shop/settle", Map.of("confirm", "other")).status())
                .isEqualTo(422);
        assertThat(api.post("/api/v1/migrations/small-shop/pause").json().path("state").asString())
                .isEqualTo("paused");
        assertThat(api.post("/api/v1/migrations/small-shop/next").status()).isEqualTo(409);
        assertThat(api.post("/api/v1/migrations/small-shop/resume").json().path("state").asString())
                .isEqualTo("waiting");
    }

    @Test
    void theTokenIsNowhereToBeSeen() throws Exception {
        var made = begin();
        next();
        assertThat(made.text() + api.get("/api/v1/migrations").text() + TestDatabase.dump(server.database()))
                .doesNotContain(heroku.token());
    }

    @Test
    void aTokenThatHerokuRefusesFailsTheStepAndSaysWhatToDo() throws Exception {
        api.post("/api/v1/migrations", Map.of("app", "small-shop", "project", "shop", "token", "HRKU-wrong-token",
                "heroku_api", heroku.apiUri().toString()));
        api.finished(api.post("/api/v1/migrations/small-shop/next").json());
        var failed = api.get("/api/v1/migrations/small-shop").json();
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("steps").path(0).path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("steps").path(0).path("proof").valueStream().map(each -> each.asString()))
                .isNotEmpty().noneMatch(line -> line.contains("HRKU"));
    }
}
