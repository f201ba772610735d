package io.stackblaze.server.dashboard;

import java.util.Map;

import io.stackblaze.server.migration.MigrationView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be seen of a migration, and what can be asked of it. */
class MigrationPagesTest {
    private static final String MIGRATION = "/migrations/" + Moves.ID;

    private final Desk desk = Desk.withShop();
    private final Http http = new Http(desk);

    @AfterEach
    void close() {
        http.close();
        desk.close();
    }

    @Test
    void everyPageLeadsToMigrationsOnceThereAreAny() {
        assertThat(http.get("/").body()).contains("href=\"/migrations\"");

        desk.control.migrations.views.clear();

        assertThat(http.get("/").body()).doesNotContain("href=\"/migrations\"");
        assertThat(http.get("/migrations").body()).contains("stackblaze migrate start");
    }

    @Test
    void aMigrationIsFoundByItsAppToo() {
        assertThat(http.get("/migrations/wiki").body()).contains(">Inspect</button>");
        assertThat(http.get("/migrations/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void aRedGateTakesTheButtonAwayAndSaysHowToGoOn() {
        assertThat(http.get(MIGRATION).body()).contains("Waits for", "stackblaze migrate approve shop-legacy",
                "/approve\"").doesNotContain("id=\"go\"");

        desk.control.migrations.put(Moves.ready());

        assertThat(http.get(MIGRATION).body()).contains("id=\"go\" href=\"" + MIGRATION + "/cutover\"")
                .doesNotContain("Waits for");
    }

    @Test
    void whileRequestsAreHeldThePageSaysHowManyAndHowLong() {
        desk.control.migrations.put(Moves.cutting());

        assertThat(http.get(MIGRATION).body()).contains("Cutting over.", "37\u00a0requests", "407\u00a0ms")
                .doesNotContain("id=\"go\"", "id=\"pause\"");
    }

    @Test
    void theWayBackIsThereAfterTheCutAndWantsTheAppsName() {
        assertThat(http.get(MIGRATION).body()).doesNotContain("id=\"rollback\"").contains("id=\"abort\"");
        desk.control.migrations.put(Moves.afterCut());

        assertThat(http.get(MIGRATION).body()).contains("id=\"rollback\"", "Nothing that was written here is lost")
                .doesNotContain("id=\"abort\"");
        assertThat(http.post(MIGRATION + "/rollback", Map.of("confirm", "shop")).statusCode()).isEqualTo(422);
        assertThat(desk.control.migrations.asked).isEmpty();
        assertThat(http.post(MIGRATION + "/rollback", Map.of("confirm", "shop-legacy")).statusCode()).isEqualTo(303);
        assertThat(desk.control.migrations.asked).containsExactly("rollback " + Moves.ID);
    }

    @Test
    void whatIsGraveWantsTheNameAndTheRestDoesNot() {
        for (var verb : new String[]{"cutover", "settle", "abort"}) {
            assertThat(http.post(MIGRATION + "/" + verb, Map.of()).statusCode()).as(verb).isEqualTo(422);
            http.post(MIGRATION + "/" + verb, Map.of("confirm", "shop-legacy"));
        }
        http.post("/migrations/wiki/next", Map.of());
        http.post(MIGRATION + "/pause", Map.of());
        http.post(MIGRATION + "/resume", Map.of());
        http.post(MIGRATION + "/approve", Map.of("comment", " Looked at it "));
        http.post(MIGRATION + "/share", Map.of("percent", "5"));
        assertThat(http.post(MIGRATION + "/share", Map.of("percent", "101")).statusCode()).isEqualTo(422);

        assertThat(desk.control.migrations.asked).containsExactly("cutover " + Moves.ID,
                "settle " + Moves.ID + " shop-legacy", "abort " + Moves.ID,
                "next " + Moves.begun().id() + " by owner", "pause " + Moves.ID, "resume " + Moves.ID,
                "approve " + Moves.ID + ": Looked at it", "share " + Moves.ID + " 5");
    }

    @Test
    void theReportSaysWhatWasProvedAndWhatIsLeft() {
        desk.control.migrations.put(Moves.failed());

        assertThat(http.get(MIGRATION).body()).contains("What went wrong", "Let the copy catch up");
        assertThat(http.get(MIGRATION + "/report").body()).contains("What is left to do",
                "The rehearsal of GET / failed: 200 there, 500 here", "db in step: The table orders",
                "61 questions were asked at Heroku", "began the migration of shop-legacy");
    }

    @Test
    void whatChangedAtHerokuIsToldAndTakenOver() {
        desk.control.migrations.put(Moves.beforeCut());
        assertThat(http.get(MIGRATION).body()).contains("STRIPE_KEY has another value", "id=\"fold\"");

        http.post(MIGRATION + "/fold", Map.of());

        assertThat(desk.control.migrations.asked).contains("fold " + Moves.ID);
    }

    @Test
    void watchingEndsEarlyOnlyForOneWhoTypesTheName() {
        desk.control.migrations.put(Moves.early());
        assertThat(http.get(MIGRATION).body()).contains("id=\"early\"", "End watching now").doesNotContain("id=\"go\"");
        assertThat(http.get(MIGRATION + "/watch").body()).contains("It runs here for 12 min.", "It is early");

        assertThat(http.post(MIGRATION + "/watch", Map.of("confirm", "other")).statusCode()).isEqualTo(422);
        assertThat(desk.control.migrations.asked).isEmpty();
        http.post(MIGRATION + "/watch", Map.of("confirm", "shop-legacy"));

        assertThat(desk.control.migrations.asked).containsExactly("endWatch " + Moves.ID + " shop-legacy");
    }

    @Test
    void theInspectionIsShownOnceThereIsOne() {
        assertThat(http.get(MIGRATION + "/inspection").body()).contains("To be decided by you", "papertrail",
                "Four tables have no key", "$107", "$22.50", "as now", "name: shop");
        assertThat(http.get("/migrations/wiki/inspection").statusCode()).isEqualTo(404);
        assertThat(http.get("/migrations/wiki").body()).doesNotContain("/inspection");
    }

    @Test
    void whatIsOverCanNotBeTouched() {
        var view = Moves.afterCut();
        desk.control.migrations.put(new MigrationView(view.id(), view.app(), view.project(), view.environment(),
                MigrationView.State.SETTLED, view.step(), null, view.createdAt(), view.by(), view.steps(),
                view.gates(), view.services(), view.sync(), view.traffic(), view.rehearsal(), view.cutover(),
                view.watch(),
                view.differences(), view.next(), "", view.history()));

        assertThat(http.get(MIGRATION).body()).contains("There is none any more", "Every visitor is served here.")
                .doesNotContain("id=\"go\"", "id=\"pause\"", "id=\"rollback\"", "id=\"abort\"");
    }
}
