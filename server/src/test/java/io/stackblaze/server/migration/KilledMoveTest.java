package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.server.operation.StepExecution;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server dies at every boundary of a move, one after the other: before and after each step, and before and after
 * each change that a step asks of the engine. The last one ends it; no order is lost, and workers and jobs are on one
 * side only.
 */
@SuppressWarnings("try") // ending customers may be interrupted
class KilledMoveTest {
    /** The rest of preparing is a deployment like any other. */
    private static final Set<String> OF_PREPARING = Set.of("begin", "variables", "lead visitors to Heroku", "finish");
    private MovingShop shop;
    private Dying dying = new Dying(Set.of());

    /** Dies at each boundary once: nothing after it is done, and nothing is put back. */
    private static final class Dying implements StepExecution, Consumer<String> {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final AtomicInteger within = new AtomicInteger();
        private volatile String step = "";
        private final Set<String> steps;
        private volatile boolean dead;

        Dying(Set<String> steps) {
            this.steps = steps;
        }

        @Override
        public void execute(String name, Attempt attempt) throws Exception {
            step = name;
            within.set(0);
            accept("begins");
            attempt.run();
            accept("ended");
        }

        @Override
        public void accept(String boundary) {
            if (dead) {
                throw new Death();
            }
            if ((steps.isEmpty() || steps.contains(step))
                    && seen.add(step + " " + within.getAndIncrement() + " " + boundary)) {
                dead = true;
                throw new Death();
            }
        }

        boolean died() {
            return dead;
        }

        void lives() {
            dead = false;
        }
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        shop = new MovingShop(folder);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.dynos().containsKey("worker"));
    }

    @AfterEach
    void stop() throws Exception {
        shop.close();
    }

    /** Does something during which the server dies at each boundary; gives those boundaries. */
    private Set<String> dies(String verb, Object body) throws Exception {
        return dies(verb, body, Set.of());
    }

    /** The same for some steps alone. */
    private Set<String> dies(String verb, Object body, Set<String> steps) throws Exception {
        dying = new Dying(steps);
        shop.server.execute(dying);
        shop.server.engine().changeWith(dying);
        var begun = shop.begun(verb, body);
        while (true) {
            Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20))
                    .until(() -> dying.died() || isOver(begun));
            if (!dying.died()) {
                break;
            }
            shop.server.stop();
            dying.lives();
            shop.server.again();
        }
        shop.server.engine().changeWith(_ -> {});
        shop.server.execute(StepExecution.DIRECT);
        var done = shop.api().finished(begun);
        assertThat(done.path("state").asString()).as(done.toPrettyString()).isEqualTo("succeeded");
        return dying.seen;
    }

    private boolean isOver(JsonNode begun) throws Exception {
        return !shop.api().get("/api/v1/operations/" + begun.path("id").asString()).json().path("finished_at")
                .isMissingNode();
    }

    private void awaitFollowing(String direction) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.view().path("sync").valueStream()
                .allMatch(each -> each.path("phase").asString().equals(direction)
                        && each.path("faults").isEmpty()));
    }

    private void runsHereAlone() {
        assertThat(shop.server.engine().diversion(MovingShop.HERE, "web")).isEqualTo(new Diversion.None());
        assertThat(shop.dynos()).doesNotContainKey("worker");
        assertThat(shop.app().jobs()).isEmpty();
        assertThat(shop.app().isMaintained()).isTrue();
        assertThat(workersHere()).isEqualTo(1);
        assertThat(firesHere()).isTrue();
    }

    private void runsThereAlone() {
        assertThat(shop.server.engine().diversion(MovingShop.HERE, "web")).isInstanceOf(Diversion.Outside.class);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> shop.dynos().containsKey("worker"));
        assertThat(shop.app().jobs()).hasSize(1);
        assertThat(shop.app().isMaintained()).isFalse();
        assertThat(workersHere()).isZero();
        assertThat(firesHere()).isFalse();
    }

    private int workersHere() {
        return shop.server.engine().wanted(MovingShop.HERE).orElseThrow().services().stream()
                .filter(WorkerSpec.class::isInstance).mapToInt(one -> ((WorkerSpec) one).scaling().min()).sum();
    }

    private boolean firesHere() {
        return shop.server.engine().wanted(MovingShop.HERE).orElseThrow().services().stream()
                .anyMatch(one -> one instanceof CronSpec cron && !cron.paused());
    }

    @Test
    void fromHerokuToHereAndBackAndHereForGood() throws Exception {
        shop.begin();
        dies("next", Map.of());
        dies("next", Map.of(), OF_PREPARING);
        dies("next", Map.of());
        awaitFollowing("following");
        try (var customers = new Customers(shop)) {
            assertThat(dies("cutover", Map.of())).contains("cut 2 after divert", "cut 3 before divert");
            runsHereAlone();
            assertThat(customers.missing(shop.here())).isEmpty();
            awaitFollowing("following back");
            assertThat(dies("rollback", Map.of())).contains("cut back 4 after divert", "cut back 5 before divert");
            runsThereAlone();
            assertThat(customers.missing(shop.there())).isEmpty();
            awaitFollowing("following");
            shop.succeeds("cutover");
            awaitFollowing("following back");
            dies("settle", Map.of("confirm", MovingShop.APP, "now", true));
            assertThat(customers.missing(shop.here())).isEmpty();
            assertThat(customers.orders()).isPositive();
        }
        assertThat(shop.view().path("state").asString()).isEqualTo("settled");
    }

    @Test
    void givingUpLeavesHerokuAsItWas() throws Exception {
        shop.begin();
        shop.succeeds("next");
        shop.succeeds("next");
        shop.succeeds("next");
        dies("abort", Map.of());
        assertThat(shop.view().path("state").asString()).isEqualTo("aborted");
    }
}
