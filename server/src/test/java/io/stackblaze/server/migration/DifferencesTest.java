package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.account.App;
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

/** Somebody changes the app at Heroku in the middle of its move: it is noticed, told, and taken over when asked. */
class DifferencesTest {
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
        next("inspect");
        next("prepare");
    }

    @AfterEach
    void stop() {
        server.close();
        heroku.close();
    }

    private interface Doing {
        void to(App app) throws Exception;
    }

    private void atHeroku(Doing doing) throws Exception {
        synchronized (heroku.account()) {
            doing.to(heroku.account().app("small-shop"));
        }
    }

    private void next(String step) throws Exception {
        var begun = api.post(ONE + "/next", Map.of("step", step));
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        var done = api.finished(begun.json());
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
    }

    private static List<String> differences(JsonNode view) {
        return view.path("differences").valueStream().map(JsonNode::asString).toList();
    }

    private List<String> looked() throws Exception {
        var view = api.post(ONE + "/look");
        assertThat(view.status()).as(view.text()).isEqualTo(200);
        return differences(view.json());
    }

    @Test
    void nothingDiffersWhileNobodyChangesAnything() throws Exception {
        assertThat(looked()).isEmpty();
        var fold = api.post(ONE + "/fold");
        assertThat(fold.status()).isEqualTo(409);
        assertThat(fold.text()).contains("Nothing was changed");
    }

    @Test
    void aConfigVarThatIsSetThereIsToldWithoutItsValueAndBecomesAVariable() throws Exception {
        atHeroku(app -> app.configure(Map.of("PAYMENT_API_KEY", Optional.of("sk_live_0815"),
                "SECRET_KEY_BASE", Optional.of("another-base-0123456789"))));

        assertThat(looked()).containsExactly("The config var PAYMENT_API_KEY was added.",
                "The config var SECRET_KEY_BASE was changed.");
        assertThat(api.get(ONE).text()).contains("noticed at Heroku: The config var PAYMENT_API_KEY was added.")
                .doesNotContain("sk_live_0815", "another-base");

        var fold = api.post(ONE + "/fold");
        assertThat(fold.status()).as(fold.text()).isEqualTo(202);
        assertThat(api.finished(fold.json()).path("state").asString()).isEqualTo("succeeded");
        assertThat(looked()).isEmpty();
        var digests = api.post(TestApi.SHOP + "/variables/digests", Map.of("key", "00".repeat(32))).text();
        assertThat(digests).contains("PAYMENT_API_KEY");
        assertThat(TestDatabase.dump(server.database())).doesNotContain("sk_live_0815", "another-base");
        var view = api.get(ONE).json();
        assertThat(view.path("state").asString()).isEqualTo("waiting");
        assertThat(view.path("step").asString()).isEqualTo("sync");
        assertThat(view.toString()).contains("took over from Heroku: PAYMENT_API_KEY, SECRET_KEY_BASE");
    }

    @Test
    void aJobThatIsAddedThereIsTakenOverByReadingAndPreparingOnceMore() throws Exception {
        atHeroku(app -> app.addJob(new Scenario.Job("node tidy.js", 60, 15, "Basic")));
        assertThat(looked()).containsExactly("The job `node tidy.js` (15 * * * * UTC) was added.");

        var fold = api.post(ONE + "/fold");
        assertThat(fold.status()).as(fold.text()).isEqualTo(200);
        assertThat(fold.json().path("step").asString()).isEqualTo("inspect");
        assertThat(fold.json().path("steps").path(1).path("state").asString()).isEqualTo("undone");
        next("inspect");
        next("prepare");

        assertThat(looked()).isEmpty();
        assertThat(api.get(ONE).json().path("services").valueStream().map(each -> each.path("there").asString()))
                .anyMatch(there -> there.contains("node tidy.js"));
    }

    @Test
    void anotherNumberOfDynosIsToldAndShownAndNeedsNoOperation() throws Exception {
        atHeroku(app -> app.scale(List.of(app.formation("worker").scaled(3, ""))));

        assertThat(looked()).singleElement().asString().startsWith("worker has 3 dynos; it had ");
        assertThat(api.post(ONE + "/fold").status()).isEqualTo(200);
        assertThat(looked()).isEmpty();
    }

    @Test
    void whatRunsThereIsCountedAndDifferencesComeByThemselvesEachMinute() throws Exception {
        looked();
        assertThat(api.get(ONE).json().path("services").valueStream().map(each -> each.path("name").asString() + " "
                + each.path("there_runs").asInt())).contains("web 1", "worker 1", "totals-js 1", "db 1", "redis 1");
        atHeroku(app -> app.configure(Map.of("COLOUR", Optional.of("blue"))));
        assertThat(differences(api.get(ONE).json())).isEmpty();

        server.later(Duration.ofSeconds(61));

        Awaitility.await().atMost(Duration.ofSeconds(20))
                .until(() -> !differences(api.get(ONE).json()).isEmpty());
    }
}
