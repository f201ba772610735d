package io.stackblaze.cli.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.cli.transcript.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Beginning a migration, and letting it go on by itself. */
class StartingTest {
    private static final String TOKEN = "HRKU-0123456789";

    @TempDir
    Path folder;
    private MovingServer server;
    private Session session;

    @BeforeEach
    void open() throws IOException {
        server = new MovingServer();
        session = new Session(folder, Map.of("STACKBLAZE_URL", server.url(), "STACKBLAZE_TOKEN", "token",
                "HEROKU_API_KEY", TOKEN, "HEROKU_API_URL", "http://localhost:5999"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void nothingIsAskedOfTheServerBeforeTheAnswerIsYes() {
        assertThat(session.type("stackblaze migrate start shop --project shop"))
                .contains("! Error: Nothing was changed.");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void theTokenGoesToTheServerAndNowhereElse() {
        var lines = session.type("stackblaze migrate start shop --project shop --heroku-web http://localhost:5000"
                + " --yes");

        assertThat(server.asked).containsExactly("migrations", "migrations/mig_1/next");
        assertThat(server.begun.toString()).isEqualTo("{\"app\":\"shop\",\"project\":\"shop\","
                + "\"environment\":\"production\",\"token\":\"" + TOKEN + "\",\"heroku_api\":\"http://localhost:5999\","
                + "\"heroku_web\":\"http://localhost:5000\"}");
        assertThat(lines).contains("Next: stackblaze migrate next shop").noneMatch(line -> line.contains(TOKEN));
    }

    @Test
    void theFolderOfTheCodeIsSentWithItsBlueprint() throws IOException {
        var code = Files.createDirectory(folder.resolve("code"));
        Files.writeString(code.resolve("blueprint.yaml"), "name: shop\nservices:\n  web: {type: web, start: ./run}\n");

        session.type("stackblaze migrate start shop --project shop --repo code --yes");

        assertThat(server.asked).containsExactly("sources", "migrations", "migrations/mig_1/next");
        assertThat(server.begun.path("source").asString("")).hasSize(64);
        assertThat(server.begun.path("blueprint").asString("")).startsWith("name: shop");
    }

    @Test
    void theCodeMayBeInAGitRepositoryElsewhere() throws Exception {
        var there = Files.createDirectory(folder.resolve("there"));
        Files.writeString(there.resolve("Procfile"), "web: ./run\n");
        for (var command : List.of(List.of("init", "-q"), List.of("add", "."),
                List.of("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "All"))) {
            var line = new ArrayList<>(List.of("git", "-C", there.toString()));
            line.addAll(command);
            assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
        }

        session.type("stackblaze migrate start shop --project shop --repo file://" + there + " --yes");

        assertThat(server.asked).containsExactly("sources", "migrations", "migrations/mig_1/next");
        assertThat(folder.resolve("shop/Procfile")).exists();
    }

    @Test
    void whatIsSaidOfTheWatchGoesToTheServer() {
        session.type("stackblaze migrate start shop --project shop --yes --auto-rollback --probe /health");

        assertThat(server.begun.path("auto_rollback").asBoolean(false)).isTrue();
        assertThat(server.begun.path("probe").asString("")).isEqualTo("/health");
    }

    @Test
    void whatChangedAtHerokuIsShownAndTakenOverWhenAsked() {
        server.differences.add("The config var COLOUR was added.");
        assertThat(session.type("stackblaze migrate fold shop --yes"))
                .contains("!   - Take over: The config var COLOUR was added.");
        assertThat(server.asked).containsExactly("migrations/mig_1/look", "migrations/mig_1/fold");

        server.asked.clear();
        session.type("stackblaze migrate next shop --yes --fold");
        assertThat(server.asked).containsExactly("migrations/mig_1/fold", "migrations/mig_1/next");
    }

    @Test
    void pagesToCompareAreNamedOneByOne() {
        session.type("stackblaze migrate next shop --yes --auto-until sync");

        session.type("stackblaze migrate next shop --yes --path /orders --path /cart");

        assertThat(server.body.toString()).isEqualTo("{\"paths\":[\"/orders\",\"/cart\"]}");
    }

    @Test
    void watchingEndsEarlyForOneWhoTypesTheName() {
        session.type("stackblaze migrate next shop --yes --auto-until cutover");
        server.asked.clear();

        assertThat(session.type("stackblaze migrate next shop --now --confirm other"))
                .contains("! Error: Nothing was changed: 'other' is not 'shop'.");
        assertThat(server.asked).isEmpty();
        session.type("stackblaze migrate next shop --now --confirm shop");

        assertThat(server.asked).containsExactly("migrations/mig_1/next");
        assertThat(server.body.toString()).isEqualTo("{\"now\":true,\"confirm\":\"shop\"}");
    }

    @Test
    void itGoesOnByItselfUntilTheStepThatIsNamedIsDone() {
        session.type("stackblaze migrate start shop --project shop --yes --auto-until sync");
        assertThat(server.asked).isEqualTo(List.of("migrations", "migrations/mig_1/next", "migrations/mig_1/next",
                "migrations/mig_1/next"));

        server.asked.clear();
        session.type("stackblaze migrate next shop --yes --auto-until cutover");
        assertThat(server.asked).endsWith("migrations/mig_1/cutover").hasSize(3);
    }

    @Test
    void itStopsBeforeAGateThatIsRed() {
        server.redBefore = "sync";

        var lines = session.type("stackblaze migrate start shop --project shop --yes --auto-until cutover");

        assertThat(server.asked).hasSize(3);
        assertThat(lines).contains("! Error: Before sync, one gate must be green that is not.",
                "!   ✗ ready: It is said so.", "!   > Wait a little.", "[1]");
    }
}
