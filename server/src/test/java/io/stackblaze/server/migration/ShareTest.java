package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.util.Map;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Some visitors are served here before the cut, on the datastores at Heroku. */
class ShareTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop", "production");
    private static final String ONE = "/api/v1/migrations/small-shop";

    private HerokuEmulator heroku;
    private TestServer server;
    private TestApi api;

    @BeforeEach
    void prepare(@TempDir Path home) throws Exception {
        heroku = HerokuEmulator.start(Scenario.named("small"));
        server = TestServer.start(home);
        api = server.api();
        api.post("/api/v1/migrations", Map.of("app", "small-shop", "project", "shop", "token", heroku.token(),
                "heroku_api", heroku.apiUri().toString()));
    }

    @AfterEach
    void stop() {
        server.close();
        heroku.close();
    }

    private JsonNode succeeds(String verb, Object body) throws Exception {
        var begun = api.post(ONE + "/" + verb, body);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        var done = api.finished(begun.json());
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
        return done;
    }

    private WebSpec web() {
        return server.engine().wanted(SHOP).orElseThrow().service("web").map(ServiceSpec.class::cast)
                .map(WebSpec.class::cast).orElseThrow();
    }

    private int percent() {
        return ((Diversion.Outside) server.engine().diversion(SHOP, "web")).percentHere();
    }

    private String atHeroku(String variable) throws Exception {
        synchronized (heroku.account()) {
            return heroku.account().app("small-shop").config().getOrDefault(variable, "");
        }
    }

    @Test
    void whoIsServedHereReadsAndWritesAtHeroku() throws Exception {
        succeeds("next", Map.of());
        succeeds("next", Map.of());
        var ours = web().workload().env().get("DATABASE_URL");

        succeeds("share", Map.of("percent_here", 5));

        assertThat(percent()).isEqualTo(5);
        assertThat(web().scaling().min()).isEqualTo(1);
        assertThat(web().workload().env()).containsEntry("DATABASE_URL", atHeroku("DATABASE_URL"))
                .containsEntry("REDIS_URL", atHeroku("REDIS_URL"));
        var view = api.get(ONE);
        assertThat(view.json().path("traffic").path("percent_here").asInt()).isEqualTo(5);
        assertThat(view.text()).doesNotContain(atHeroku("DATABASE_URL"));

        succeeds("share", Map.of("percent_here", 0));

        assertThat(percent()).isZero();
        assertThat(web().scaling().min()).isZero();
        assertThat(web().workload().env()).containsEntry("DATABASE_URL", ours);
    }

    @Test
    void nothingElseGoesOnMeanwhile() throws Exception {
        succeeds("next", Map.of());
        var early = api.post(ONE + "/share", Map.of("percent_here", 5));
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.text()).contains("not prepared");
        succeeds("next", Map.of());
        assertThat(api.post(ONE + "/share", Map.of("percent_here", 0)).status()).isEqualTo(200);
        succeeds("share", Map.of("percent_here", 20));

        for (var verb : new String[]{"next", "cutover", "fold", "abort"}) {
            var refused = api.post(ONE + "/" + verb);
            assertThat(refused.status()).as(verb).isEqualTo(409);
            assertThat(refused.text()).as(verb).contains("stackblaze migrate share 0 small-shop");
        }
    }
}
