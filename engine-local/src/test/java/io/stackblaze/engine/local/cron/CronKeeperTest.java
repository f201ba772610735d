package io.stackblaze.engine.local.cron;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.CronSpec.Concurrency;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.InstanceStatus.State;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.instance.CommandLine;
import io.stackblaze.engine.local.instance.Instances;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.logs.Rotation;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
import io.stackblaze.engine.local.proc.Cgroups;
import io.stackblaze.engine.local.proc.Meter;
import io.stackblaze.engine.local.rollout.Surroundings;
import io.stackblaze.engine.local.rollout.Timing;
import io.stackblaze.sandbox.Isolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A cron job under a clock that the test moves; its runs are real processes. */
class CronKeeperTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock("2026-07-03T12:00:30Z");
    private Logs logs;
    private Instances instances;
    private final List<CronKeeper> keepers = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("build/app"));
        logs = new Logs(folder.resolve("logs"), Rotation.DEFAULT, clock);
        instances = new Instances(folder.resolve("instances"), new Cgroups.None(),
                new CommandLine(Isolation.NONE, folder), clock);
    }

    @AfterEach
    void end() throws InterruptedException {
        keeper().stopAll();
        logs.close();
    }

    private CronSpec spec(String command, Concurrency concurrency, boolean paused) {
        var workload = new Workload(4, new Artifact("a", folder.resolve("build").toString()), command, Map.of(),
                new Resources(64, 100), Duration.ofMillis(500));
        return new CronSpec("job", workload, "* * * * *", ZoneOffset.UTC, concurrency, Duration.ofSeconds(40), paused);
    }

    private void keep(String command, Concurrency concurrency) throws IOException {
        keep(spec(command, concurrency, false));
    }

    private void keep(CronSpec spec) throws IOException {
        var adopted = instances.adopt(record -> Optional.of(logs.of("job").sink(record.name(), record.id())));
        var keeper = new CronKeeper(
                new Surroundings(new EnvironmentId("shop", "production"), "job", instances, new Nowhere(),
                        logs.of("job"), new Meter(), Timing.DEFAULT, clock, folder.resolve("job.json"), () -> {}),
                spec, adopted);
        keepers.add(keeper);
        keeper.start();
    }

    private CronKeeper keeper() {
        return keepers.getLast();
    }

    private List<InstanceStatus> runs() {
        return keeper().status().instances();
    }

    private void until(Map<Integer, State> wanted) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(runs()).extracting(InstanceStatus::name, InstanceStatus::state)
                        .containsExactlyInAnyOrder(wanted.entrySet().stream()
                                .map(run -> org.assertj.core.groups.Tuple.tuple("job." + run.getKey(), run.getValue()))
                                .toArray(org.assertj.core.groups.Tuple[]::new)));
    }

    private List<String> said() throws InterruptedException {
        try (var feed = logs.feed(new LogQuery(Set.of(), 1000, false))) {
            var lines = new ArrayList<String>();
            for (var line = feed.next(0); line != null; line = feed.next(0)) {
                lines.add(line.text());
            }
            return lines;
        }
    }

    @Test
    void eachTickIsServedOnceAndHowItEndedIsKept() throws Exception {
        keep("exit 5", Concurrency.FORBID);
        assertThat(keeper().status().next()).isEqualTo("2026-07-03T12:01:00Z");
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.FAILED));
        assertThat(runs().getFirst().exitCode()).isEqualTo(5);
        assertThat(keeper().status().next()).isEqualTo("2026-07-03T12:02:00Z");
        clock.set("2026-07-03T12:02:00Z");
        until(Map.of(1, State.FAILED, 2, State.FAILED));
        keeper().close();
        keep("exit 0", Concurrency.FORBID);
        clock.set("2026-07-03T12:03:01Z");
        until(Map.of(1, State.FAILED, 2, State.FAILED, 3, State.ENDED));
    }

    @Test
    void forbidSkipsATickWhileARunGoesOn() throws Exception {
        keep("sleep 100", Concurrency.FORBID);
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.READY));
        clock.set("2026-07-03T12:02:00Z");
        await().atMost(SOON).until(() -> said().stream()
                .anyMatch(line -> line.equals("the run of 2026-07-03T12:02:00Z was skipped: job.1 is not over")));
        until(Map.of(1, State.READY));
    }

    @Test
    void allowRunsBesideIt() throws Exception {
        keep("sleep 100", Concurrency.ALLOW);
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.READY));
        clock.set("2026-07-03T12:02:00Z");
        until(Map.of(1, State.READY, 2, State.READY));
    }

    @Test
    void replaceStopsTheOldRunFirst() throws Exception {
        keep("sleep 100", Concurrency.REPLACE);
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.READY));
        clock.set("2026-07-03T12:02:00Z");
        until(Map.of(1, State.FAILED, 2, State.READY));
        assertThat(runs().getLast().reason()).startsWith("was replaced by the next run");
    }

    @Test
    void aRunThatTakesTooLongIsStopped() throws Exception {
        var spec = spec("sleep 100", Concurrency.FORBID, false);
        keep(new CronSpec("job", spec.workload(), spec.schedule(), spec.timezone(), spec.concurrency(),
                Duration.ofSeconds(1), false));
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.FAILED));
        assertThat(runs().getFirst().reason()).startsWith("took longer than its limit of 1.0 s");
    }

    @Test
    void aPausedJobLetsItsTicksPass() throws Exception {
        keep(spec("echo", Concurrency.FORBID, true));
        assertThat(keeper().status().next()).isNull();
        clock.set("2026-07-03T12:01:00Z");
        keeper().want(spec("echo", Concurrency.FORBID, false));
        await().atMost(SOON).until(() -> "2026-07-03T12:02:00Z".equals(keeper().status().next()));
        assertThat(runs()).isEmpty();
    }

    @Test
    void ticksThatPassedWhileNobodyLookedAreNotMadeUpAndThatIsSaid() throws Exception {
        keep("exit 0", Concurrency.FORBID);
        clock.set("2026-07-03T12:01:00Z");
        until(Map.of(1, State.ENDED));
        keeper().close();
        clock.set("2026-07-03T12:05:30Z");
        keep("exit 0", Concurrency.FORBID);
        assertThat(said()).contains("4 runs were missed while the node was down; they are not made up");
        clock.set("2026-07-03T12:06:00Z");
        until(Map.of(1, State.ENDED, 2, State.ENDED));
    }

    @Test
    void aMachineThatSleptMissesItsTick() throws Exception {
        keep("exit 0", Concurrency.FORBID);
        clock.set("2026-07-03T12:04:10Z");
        await().atMost(SOON).until(() -> said().stream().anyMatch(line -> line.contains("the machine slept")));
        assertThat(runs()).isEmpty();
    }

    @Test
    void aRunThatWasRecordedAndNeverStartedIsNotStartedLater() throws Exception {
        Files.writeString(folder.resolve("job.json"), """
                {"lastTick":"2026-07-03T12:00:00Z","lastNumber":9,"runs":[{"number":9,"tick":"2026-07-03T12:00:00Z",
                "instance":"job-lost","release":4,"startedAt":"2026-07-03T12:00:00Z","reason":""}]}""");
        keep("exit 0", Concurrency.FORBID);
        until(Map.of(9, State.FAILED));
        assertThat(runs().getFirst().reason()).startsWith("did not start");
    }

    private static final class Nowhere implements EnvironmentNetwork {
        @Override
        public Launch.Place place() {
            return new Launch.Place(null, OptionalInt.empty(), List.of());
        }

        @Override
        public String instanceHost() {
            return "127.0.0.1";
        }

        @Override
        public int takePort() {
            return 0;
        }

        @Override
        public void portInUse(int port, boolean used) {}

        @Override
        public String address(String service) {
            return "127.0.0.1";
        }

        @Override
        public void expose(Map<String, Integer> ports) {}
    }
}
