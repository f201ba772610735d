package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.stackblaze.engine.Diversion;
import io.stackblaze.heroku.emulator.api.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Heroku's API or a database goes away in the middle of a step: it says so, waits, and goes on. */
@SuppressWarnings("try") // ending customers may be interrupted
class LossesTest {
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

    private void awaitFollowing(String direction) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.view().path("sync").valueStream()
                .allMatch(each -> each.path("phase").asString().equals(direction)
                        && each.path("faults").isEmpty()));
    }

    private void awaitRetry(JsonNode begun) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> shop.api()
                .get("/api/v1/operations/" + begun.path("id").asString()).text().contains("Trying again"));
    }

    private void endsWell(JsonNode begun) throws Exception {
        var done = shop.api().finished(begun);
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
    }

    private void withoutHeroku(String verb, Object body) throws Exception {
        shop.heroku.faults().next(100_000, new Fault.ServerError(503));
        var begun = shop.begun(verb, body);
        awaitRetry(begun);
        shop.heroku.faults().clear();
        endsWell(begun);
    }

    @Test
    void withoutHerokusApiEachStepWaitsSaysSoAndGoesOn() throws Exception {
        shop.begin();
        for (var step : List.of("inspect", "prepare", "sync")) {
            assertThat(shop.view().path("step").asString()).isEqualTo(step);
            withoutHeroku("next", Map.of());
        }
        awaitFollowing("following");
        withoutHeroku("cutover", Map.of());
        awaitFollowing("following back");
        withoutHeroku("rollback", Map.of());
        assertThat(shop.app().jobs()).hasSize(1);
        assertThat(shop.app().isMaintained()).isFalse();
    }

    @Test
    void whenHerokuFallsSilentWhileRequestsAreHeldTheyGoOnThereUntilItIsBack() throws Exception {
        shop.begin();
        shop.succeeds("next");
        shop.succeeds("next");
        shop.succeeds("next");
        awaitFollowing("following");
        shop.server.engine().changeWith(change -> {
            if (change.equals("after divert")
                    && shop.server.engine().diversion(MovingShop.HERE, "web") instanceof Diversion.Hold) {
                shop.heroku.faults().next(100_000, new Fault.ServerError(503));
            }
        });
        var begun = shop.begun("cutover", Map.of());
        awaitRetry(begun);
        shop.server.engine().changeWith(_ -> {});
        shop.heroku.faults().clear();
        endsWell(begun);
        assertThat(shop.server.engine().calls().stream().filter(call -> call.contains("Outside")))
                .hasSizeGreaterThan(1);
        assertThat(shop.server.engine().diversion(MovingShop.HERE, "web")).isEqualTo(new Diversion.None());
    }

    @Test
    void whenOurDatabaseGoesAwayInTheCutNoOrderIsLost() throws Exception {
        shop.begin();
        shop.succeeds("next");
        shop.succeeds("next");
        shop.succeeds("next");
        awaitFollowing("following");
        var stopped = new CountDownLatch(1);
        shop.server.engine().changeWith(change -> {
            if (change.equals("after divert") && stopped.getCount() == 1) {
                stopped.countDown();
                try {
                    shop.database("db").stop();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        try (var customers = new Customers(shop)) {
            var begun = shop.begun("cutover", Map.of());
            assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
            awaitRetry(begun);
            shop.database("db").start();
            endsWell(begun);
            assertThat(customers.missing(shop.here())).isEmpty();
        }
    }
}
