package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Service;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.environment.EnvironmentView;
import io.stackblaze.server.environment.EnvironmentView.Instance;
import io.stackblaze.server.environment.EnvironmentView.ServiceState;
import io.stackblaze.server.release.PartsLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CardsTest {
    private static final Map<String, Service> SERVICES = PartsLoader.blueprint("""
            name: shop
            services:
              web:
                type: web
                build: .
                env:
                  GREETING: hello
                  DATABASE_URL: {from_service: db, property: connection_string}
                  DATABASE_HOST: {from_service: db, property: host}
                  REDIS_URL: {from_service: cache, property: connection_string}
              totals: {type: cron, build: ., schedule: "*/5 * * * *", timezone: Europe/Vienna}
              db: {type: postgres, version: "16"}
              cache: {type: redis, version: "7"}
            """).services("production");

    @Test
    void aCardSaysWhatItsServiceUsesAndTakes() {
        var card = card(service("web", "web", ServiceState.LIVE, null, null, ready("web.1", 12), ready("web.2", 12)));

        assertThat(card.state()).isEqualTo(State.LIVE);
        assertThat(card.uses()).containsExactly("db", "cache");
        assertThat(card.cpuPercent()).isEqualTo(10);
        assertThat(card.memoryBytes()).isEqualTo(2000);
        assertThat(card.ready()).isEqualTo(2);
    }

    @Test
    void aRollTellsHowFarTheNewReleaseIs() {
        var card = card(service("web", "web", ServiceState.ROLLING, "health", null, ready("web.1", 12),
                ready("web.2", 13), instance("web.3", 13, "starting", "", 0)));

        assertThat(card.state()).isEqualTo(State.CHANGING);
        assertThat(card.progress()).isEqualTo("v13 health, 1 of 2 ready");
    }

    @Test
    void aReleaseGivenUpTellsItsCause() {
        var card = card(service("web", "web", ServiceState.FAILED, null, "exited with code 1 after 0.4 s",
                ready("web.1", 12)));

        assertThat(card.state()).isEqualTo(State.FAILING);
        assertThat(card.word()).isEqualTo("failed");
        assertThat(card.reason()).isEqualTo("exited with code 1 after 0.4 s");
    }

    @Test
    void anInstanceThatDoesNotStayUpTellsWhy() {
        var card = card(service("web", "web", ServiceState.FAILED, null, null,
                instance("web.1", 12, "backoff", "exited with code 1 after 8 s", 6)));

        assertThat(card.word()).isEqualTo("crashing");
        assertThat(card.reason()).isEqualTo("web.1 exited with code 1 after 8 s; restarted 6 times");
    }

    @Test
    void aCronJobWhoseLastRunFailedIsNotWell() {
        var runs = List.of(instance("totals.2", 12, "failed", "exited with code 3", 0),
                instance("totals.1", 12, "ended", "exited with code 0", 0));
        var failed = card(cron(runs));
        var fine = card(cron(runs.reversed()));

        assertThat(failed.state()).isEqualTo(State.FAILING);
        assertThat(failed.word()).isEqualTo("last run failed");
        assertThat(failed.reason()).isEqualTo("totals.2 exited with code 3");
        assertThat(failed.schedule()).isEqualTo("*/5 * * * * Europe/Vienna");
        assertThat(fine.state()).isEqualTo(State.LIVE);
        assertThat(fine.word()).isEqualTo("on time");
    }

    @Test
    void anEngineThatDoesNotAnswerIsNoReasonToCallAnythingDead() {
        var map = map(EnvironmentView.State.UNKNOWN, service("web", "web", ServiceState.UNKNOWN, null, null));

        assertThat(map.state()).isEqualTo(State.FAILING);
        assertThat(map.services().getFirst().reason()).isEqualTo("The engine does not answer; what it runs goes on.");
    }

    @Test
    void whatOnlyTheEngineStillKnowsHasACardToo() {
        var card = card(service("old", "datastore", ServiceState.LIVE, null, null));

        assertThat(card.datastore()).isTrue();
        assertThat(card.uses()).isEmpty();
    }

    private static ServiceCard card(EnvironmentView.Service service) {
        return map(EnvironmentView.State.LIVE, service).services().getFirst();
    }

    private static EnvironmentMap map(EnvironmentView.State state, EnvironmentView.Service service) {
        return Cards.map(new EnvironmentView("shop", "production", state, 12, Shop.NOW, List.of(service), Map.of(),
                List.of(), null), SERVICES, Optional.empty());
    }

    private static EnvironmentView.Service service(String name, String type, ServiceState state,
            @Nullable String phase, @Nullable String cause, Instance... instances) {
        var ready = (int) List.of(instances).stream().filter(instance -> instance.state().equals("ready")).count();
        return new EnvironmentView.Service(name, type, state, 12, 2, ready, phase, cause, null, List.of(instances),
                null, null, null, null, null, null, "");
    }

    private static EnvironmentView.Service cron(List<Instance> runs) {
        return new EnvironmentView.Service("totals", "cron", ServiceState.LIVE, 12, 0, 0, null, null, null, runs, null,
                null, null, "*/5 * * * *", "2026-11-23T12:45:00Z", null, "");
    }

    private static Instance ready(String name, int release) {
        return instance(name, release, "ready", "", 0);
    }

    private static Instance instance(String name, int release, String state, String reason, int restarts) {
        var ended = reason.isEmpty() ? null : Shop.NOW;
        return new Instance(name, release, state, Shop.NOW, ended, null, restarts, reason, 5, 1000);
    }
}
