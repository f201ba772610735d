package io.stackblaze.engine;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How one release takes the place of another, and what becomes of one that fails. */
interface RolloutContract extends EngineBench {
    @Test
    default void anUnchangedWorkloadKeepsItsInstancesAndTakesTheNewNumber() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var before = get(id, "/").body();
        apply(id, web(id, 2, 1, Map.of()));
        var status = live(id, "web", 2);
        assertThat(get(id, "/").body()).isEqualTo(before);
        assertThat(status.release()).isEqualTo(2);
        assertThat(status.instances()).singleElement().extracting(InstanceStatus::release).isEqualTo(2);
        engine().remove(id);
    }

    @Test
    default void aRollLosesNoRequestAndNeverHasFewerInstancesThanWanted() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 2, Map.of()));
        live(id, "web", 1);
        var fewest = new AtomicInteger(2);
        var most = new AtomicInteger();
        try (var traffic = new Traffic(this, id);
                var watch = engine().watch(id, status -> status.service("web").ifPresent(web -> {
                    fewest.accumulateAndGet((int) running(web), Math::min);
                    most.accumulateAndGet((int) web.instances().stream()
                            .filter(instance -> instance.endedAt() == null).count(), Math::max);
                }))) {
            apply(id, web(id, 2, 2, Map.of("COLOR", "blue")));
            live(id, "web", 2);
            traffic.stop();
            assertThat(traffic.failures).as("of %d requests", traffic.count.get()).isEmpty();
            assertThat(traffic.count.get()).isPositive();
            assertThat(watch.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(fewest.get()).isEqualTo(2);
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(get(id, "/").body()).contains("\"COLOR\": \"blue\"");
        engine().remove(id);
    }

    @Test
    default void aRequestInFlightIsFinishedBeforeItsInstanceEnds() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        var slow = CLIENT.sendAsync(
                HttpRequest.newBuilder(edge().resolve("/slow?2.5")).header("Host", host(id)).build(),
                HttpResponse.BodyHandlers.ofString());
        apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
        live(id, "web", 2);
        assertThat(slow.join().statusCode()).isEqualTo(200);
        assertThat(slow.join().body()).contains("\"STACKBLAZE_RELEASE\": \"1\"");
        engine().remove(id);
    }

    @Test
    default void aReleaseThatEndsAtOnceIsGivenUpWithCauseAndLastLinesWhileTheOldOneServes() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 2, 1, Map.of("FAIL", "exit")));
        var failed = failed(id, "web");
        assertThat(failed.release()).isEqualTo(2);
        assertThat(failed.cause()).startsWith("exited with code 1 after ");
        assertThat(failed.lastLines()).contains("cannot find the stars");
        assertThat(status(id, "web").release()).isEqualTo(1);
        assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"1\"");
        until(id, "web", now -> now.instances().stream().allMatch(
                instance -> instance.release() == 1 || instance.endedAt() != null));
        engine().remove(id);
    }

    @Test
    default void theReleaseAfterAFailedOneIsTakenAndSoIsTheOneBefore() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        apply(id, web(id, 2, 1, Map.of("FAIL", "exit")));
        failed(id, "web");
        apply(id, web(id, 3, 1, Map.of()));
        live(id, "web", 3);
        apply(id, web(id, 4, 1, Map.of("FAIL", "exit")));
        failed(id, "web");
        apply(id, web(id, 5, 1, Map.of("COLOR", "blue")));
        live(id, "web", 5);
        engine().remove(id);
    }

    @Test
    default void aFirstReleaseThatFailsLeavesNothingBehindAndAnExplanation() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 2, Map.of("FAIL", "exit")));
        assertThat(failed(id, "web").cause()).startsWith("exited with code 1 after ");
        assertThat(status(id, "web").release()).isZero();
        until(id, "web", now -> now.instances().stream().noneMatch(instance -> instance.endedAt() == null));
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        engine().remove(id);
    }

    @Test
    default void aReleaseThatAnswersBadlyIsGivenUpWithTheAnswer() throws Exception {
        var id = environment();
        var spec = web(id, 1, 1, Map.of("STATUS", "500"));
        apply(id, new WebSpec("web", spec.workload(), 8080,
                new Healthcheck("/health", Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), 3),
                spec.scaling(), spec.hostnames()));
        assertThat(failed(id, "web").cause()).isEqualTo("answered 500 to GET /health");
        engine().remove(id);
    }

    @Test
    default void aWorkerThatDiesBeforeItCountsAsHealthyFailsItsRelease() throws Exception {
        var id = environment();
        apply(id, worker(1, "echo going; exit 4", 1));
        var failed = failed(id, "worker");
        assertThat(failed.cause()).startsWith("exited with code 4 after ");
        assertThat(failed.lastLines()).contains("going");
        engine().remove(id);
    }
}
