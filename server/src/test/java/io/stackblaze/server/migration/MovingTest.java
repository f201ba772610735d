package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.OneOff;
import io.stackblaze.heroku.emulator.LoadGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A live shop moves here and back and here again; its data is real on both sides. */
class MovingTest {
    private MovingShop shop;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        shop = new MovingShop(folder);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.dynos().containsKey("worker"));
    }

    @AfterEach
    void stop() throws Exception {
        shop.close();
    }

    private void synced() throws Exception {
        shop.begin();
        shop.succeeds("next");
        shop.succeeds("next");
        shop.succeeds("next");
        assertThat(shop.view().path("step").asString()).isEqualTo("rehearse");
    }

    private static long orders(Connection session) throws SQLException {
        try (session;
                var statement = session.createStatement();
                var rows = statement.executeQuery("select count(*) from orders")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void order(Connection session) throws SQLException {
        try (session; var statement = session.createStatement()) {
            statement.execute("insert into orders (key, item, cents) values (gen_random_uuid(), 'Tea', 990)");
        }
    }

    private void awaitHere(String service, int running) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(shop.view().path("services")
                .valueStream().filter(each -> each.path("name").asString().equals(service)).findFirst().orElseThrow()
                .path("here_runs").asInt()).isEqualTo(running));
    }

    @Test
    void aShopUnderLoadMovesHereAndBackAndHereAgainAndSettles() throws Exception {
        try (var load = LoadGenerator.start(shop.heroku.webUri(), "www.corner-shop.example.com", 10)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> load.report().orders().size() > 10);
            synced();
            load.finish();
        }
        var before = orders(shop.there());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> orders(shop.here()) == before);
        shop.awaitGreen();

        shop.succeeds("cutover");
        var here = shop.view();
        assertThat(here.path("step").asString()).isEqualTo("watch");
        assertThat(here.path("cutover").path("direction").asString()).isEqualTo("here");
        assertThat(here.path("rollback").asString()).isNotEmpty();
        assertThat(shop.dynos()).doesNotContainKey("worker");
        assertThat(shop.app().jobs()).isEmpty();
        assertThat(shop.app().isMaintained()).isTrue();
        awaitHere("worker", 1);
        order(shop.here());

        shop.succeeds("rollback");
        var back = shop.view();
        assertThat(back.path("state").asString()).isEqualTo("rolled_back");
        assertThat(orders(shop.there())).isEqualTo(before + 1);
        assertThat(shop.app().isMaintained()).isFalse();
        assertThat(shop.app().jobs()).hasSize(1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> shop.dynos().containsKey("worker"));
        awaitHere("worker", 0);
        order(shop.there());

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> orders(shop.here()) == before + 2);
        shop.awaitGreen();
        shop.succeeds("cutover");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> shop.api()
                .post("/api/v1/migrations/corner-shop/settle", Map.of("confirm", "corner-shop")).status() == 409);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> shop.view().path("sync").valueStream()
                .allMatch(each -> each.path("phase").asString().equals("following back")));
        shop.server.later(Duration.ofHours(49));
        shop.succeeds("settle", Map.of("confirm", "corner-shop"));
        assertThat(shop.server.engine().calls()).contains("back up shop/production db", "prove shop/production db",
                "prove shop/production redis");
        assertThat(shop.view().path("state").asString()).isEqualTo("settled");
    }

    @Test
    void aJobThatFellDueWhileItChangedSidesRunsOnceAfterwards() throws Exception {
        synced();
        dueAtTheNextHold();
        shop.succeeds("cutover");
        assertThat(shop.server.engine().runs()).extracting(OneOff::label).containsExactly("missed.totals-js");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.view().path("sync").valueStream()
                .allMatch(each -> each.path("phase").asString().equals("following back")));
        shop.heroku.forgetCalls();
        dueAtTheNextHold();
        shop.succeeds("rollback");
        assertThat(shop.heroku.calls().stream().filter(call -> call.method().equals("POST")
                && call.path().endsWith("/dynos"))).hasSize(1);
        assertThat(shop.server.engine().runs()).hasSize(1);
    }

    /** The shop's job is due each ten minutes. */
    private void dueAtTheNextHold() {
        var once = new AtomicBoolean();
        shop.server.engine().changeWith(change -> {
            if (change.equals("before divert") && once.compareAndSet(false, true)) {
                shop.server.later(Duration.ofMinutes(11));
            }
        });
    }

    @Test
    void abortingLeavesHerokuAsItWas() throws Exception {
        synced();
        shop.succeeds("abort");
        assertThat(shop.view().path("state").asString()).isEqualTo("aborted");
        try (var session = shop.there();
                var statement = session.createStatement();
                var rows = statement.executeQuery("""
                        select count(*) from pg_trigger where not tgisinternal and tgname like '%stackblaze%'""")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
        assertThat(shop.server.engine().diversion(MovingShop.HERE, "web")).isEqualTo(new Diversion.None());
        assertThat(shop.heroku.calls()).allMatch(call -> call.method().equals("GET"));
    }
}
