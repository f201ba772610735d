package io.stackblaze.engine;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is promised of an environment as a whole: revisions, names, status, removal, refusals. */
interface EnvironmentContract extends EngineBench {
    @Test
    default void anOlderRevisionIsIgnored() throws Exception {
        var id = environment();
        var spec = new EnvironmentSpec(id, revision() + 100, List.of(web(id, 2, 1, Map.of())));
        engine().apply(spec);
        engine().apply(new EnvironmentSpec(id, spec.revision() - 1, List.of(web(id, 1, 1, Map.of()))));
        live(id, "web", 2);
        assertThat(engine().status(id).revision()).isEqualTo(spec.revision());
        engine().remove(id);
    }

    @Test
    default void nothingOlderThanTheNewestSpecIsReported() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        for (int release = 2; release < 12; release++) {
            apply(id, web(id, release, 1, Map.of()));
            assertThat(status(id, "web").rollout().release()).isEqualTo(release);
        }
        engine().remove(id);
    }

    @Test
    default void servicesReachEachOtherByPrivateNamesWithinTheirEnvironmentOnly() throws Exception {
        var one = environment();
        var other = environment();
        var artifact = artifact(Map.of("web.py", WEB));
        apply(one, web(one, 1, 1, Map.of()));
        var api = web(other, 1, 1, Map.of());
        apply(other, new WebSpec("api", api.workload(), 9000, api.healthcheck(), api.scaling(), List.of()));
        live(one, "web", 1);
        live(other, "api", 1);
        var fetch = "exec python3 -c \"import sys,urllib.request as r; print(r.urlopen(sys.argv[1]).status)\" ";
        for (var url : List.of("http://web.internal:8080/", "http://web:8080/")) {
            assertThat(run(one, artifact, fetch + url)).as(url).isEqualTo(new Ran(0, List.of("200")));
        }
        for (var url : List.of("http://api.internal:9000/", "http://api:9000/")) {
            assertThat(run(one, artifact, fetch + url).code()).as(url).isEqualTo(1);
        }
        engine().remove(one);
        engine().remove(other);
    }

    @Test
    default void removingAnEnvironmentStopsAndForgetsIt() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()), worker(1, "sleep 1000", 1));
        live(id, "web", 1);
        assertThat(engine().environments()).contains(id);
        engine().remove(id);
        assertThat(engine().environments()).doesNotContain(id);
        assertThat(engine().status(id).revision()).isZero();
        assertThat(engine().status(id).services()).isEmpty();
        assertThat(get(id, "/").statusCode()).isEqualTo(404);
        engine().remove(id);
    }

    @Test
    default void aServiceThatIsInTheSpecNoMoreIsTakenDown() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()), worker(1, "sleep 1000", 1));
        live(id, "worker", 1);
        apply(id, web(id, 1, 1, Map.of()));
        await().atMost(SOON).until(() -> engine().status(id).service("worker").isEmpty());
        live(id, "web", 1);
        engine().remove(id);
    }

    @Test
    default void watchingTellsTheStatusNowAndAfterEachChange() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var seen = new CopyOnWriteArrayList<EnvironmentStatus>();
        try (var watch = engine().watch(id, seen::add)) {
            await().atMost(SOON).until(() -> !seen.isEmpty());
            assertThat(seen.getFirst().service("web").orElseThrow().rollout()).isEqualTo(new Rollout.Live(1));
            apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
            await().atMost(SOON).until(() -> seen.getLast().service("web").orElseThrow().rollout()
                    .equals(new Rollout.Live(2)));
            assertThat(watch.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(seen).anyMatch(status -> status.service("web").orElseThrow().rollout() instanceof Rollout.Rolling);
        engine().remove(id);
    }

    @Test
    default void whatCannotRunIsRefusedWithEveryFault() {
        var id = environment();
        var bad = workload(1, new Artifact("a", "/does/not/exist"), "true", Map.of("A B", "x"));
        var spec = new EnvironmentSpec(id, revision(), List.of(new CronSpec("job", bad, "every day", ZoneOffset.UTC,
                CronSpec.Concurrency.FORBID, Duration.ofSeconds(1), false)));
        assertThatThrownBy(() -> engine().apply(spec)).isInstanceOf(EngineException.class)
                .hasMessageContaining("'A B'").hasMessageContaining("every day").extracting("code")
                .isEqualTo(EngineException.Code.INVALID);
        assertThat(engine().status(id).revision()).isZero();
    }

    @Test
    default void whatIsNotThereIsSaidToBeNotThere() {
        var id = environment();
        assertThatThrownBy(() -> engine().restart(id, "web")).isInstanceOf(EngineException.class).extracting("code")
                .isEqualTo(EngineException.Code.NOT_FOUND);
        assertThatThrownBy(() -> engine().destroyDatastore(id, "db")).isInstanceOf(EngineException.class)
                .extracting("code").isEqualTo(EngineException.Code.NOT_FOUND);
    }
}
