package io.stackblaze.engine;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How instances are kept, scaled and ended. */
interface InstancesContract extends EngineBench {
    @Test
    default void anInstanceThatEndsIsStartedAgainAndALineSaysWhy() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        assertThat(get(id, "/exit").statusCode()).isGreaterThanOrEqualTo(500);
        var status = until(id, "web", now -> now.instances().stream()
                .anyMatch(instance -> instance.restarts() == 1 && instance.state() == InstanceStatus.State.READY));
        assertThat(status.rollout()).isEqualTo(new Rollout.Live(1));
        assertThat(status.instances().getFirst().reason()).startsWith("exited with code 7 after ");
        assertThat(written(id, "platform")).filteredOn(line -> line.contains("exited with code 7")).hasSize(1);
        assertThat(get(id, "/").statusCode()).isEqualTo(200);
        engine().remove(id);
    }

    @Test
    default void aWorkerThatKeepsEndingIsStartedAgainWithGrowingPauses() throws Exception {
        var id = environment();
        apply(id, worker(1, "sleep 1000", 1));
        live(id, "worker", 1);
        apply(id, worker(2, "echo up; sleep " + (workerHealthy().toMillis() / 1000.0 + 1) + "; exit 3", 1));
        live(id, "worker", 2);
        var status = until(id, "worker", now -> now.instances().stream()
                .anyMatch(instance -> instance.state() == InstanceStatus.State.BACKOFF));
        assertThat(status.instances().getFirst().reason()).startsWith("exited with code 3");
        assertThat(status.instances().getFirst().exitCode()).isEqualTo(3);
        engine().remove(id);
    }

    @Test
    default void scalingStartsAndDrainsInstancesAndZeroStopsThem() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 1, 3, Map.of()));
        until(id, "web", now -> running(now) == 3);
        assertThat(status(id, "web").instances()).extracting(InstanceStatus::name).contains("web.1", "web.2", "web.3");
        apply(id, web(id, 1, 1, Map.of()));
        until(id, "web", now -> running(now) == 1
                && now.instances().stream().filter(instance -> instance.endedAt() == null).count() == 1);
        apply(id, web(id, 1, 0, Map.of()));
        until(id, "web", now -> now.rollout().equals(new Rollout.Stopped(1)) && running(now) == 0);
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        assertThat(get(id, "/").statusCode()).isEqualTo(200);
        engine().remove(id);
    }

    @Test
    default void anInstanceThatIgnoresSigtermIsKilledAfterItsGrace() throws Exception {
        var id = environment();
        var spec = worker(1, "trap '' TERM; echo up; while true; do sleep 0.1; done", 1);
        var workload = new Workload(1, spec.workload().artifact(), spec.workload().command(), spec.workload().env(),
                spec.workload().resources(), Duration.ofSeconds(1));
        apply(id, new WorkerSpec("worker", workload, spec.scaling()));
        live(id, "worker", 1);
        await().atMost(SOON).until(() -> written(id, "worker.1").contains("up"));
        apply(id, new WorkerSpec("worker", workload, new Scaling(0, 0, 70)));
        var status = until(id, "worker", now -> now.rollout().equals(new Rollout.Stopped(1))
                && now.instances().stream().allMatch(instance -> instance.endedAt() != null));
        assertThat(status.instances()).first().extracting(InstanceStatus::exitCode).isEqualTo(137);
        engine().remove(id);
    }

    @Test
    default void aRestartReplacesEveryInstanceWithoutLosingARequest() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var before = get(id, "/").body();
        try (var traffic = new Traffic(this, id)) {
            engine().restart(id, "web");
            until(id, "web", now -> !now.rollout().equals(new Rollout.Live(1)));
            live(id, "web", 1);
            traffic.stop();
            assertThat(traffic.failures).as("of %d requests", traffic.count.get()).isEmpty();
        }
        assertThat(get(id, "/").body()).isNotEqualTo(before);
        engine().remove(id);
    }
}
