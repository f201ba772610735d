package io.stackblaze.engine;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One-off commands, cron jobs and logs. */
interface WorkContract extends EngineBench {
    @Test
    default void aOneOffGivesItsOutputAsItComesAndItsExitCode() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("hello.txt", "hello from the build\n"));
        assertThat(run(id, artifact, "cat hello.txt; echo second; exit 5"))
                .isEqualTo(new Ran(5, List.of("hello from the build", "second")));
        assertThat(run(id, artifact, "kill -9 $$").code()).isEqualTo(137);
        assertThat(run(id, artifact, "no-such-command-here").code()).isEqualTo(127);
        engine().remove(id);
    }

    @Test
    default void aOneOffThatTakesTooLongIsStoppedAndGives124() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("a", "b"));
        var lines = new ArrayList<String>();
        int code = engine().run(new OneOff(id, "web", "run.7", workload(1, artifact, "echo going; sleep 60", Map.of()),
                Duration.ofSeconds(4)), line -> lines.add(line.text()));
        assertThat(code).isEqualTo(124);
        assertThat(lines).contains("going");
        engine().remove(id);
    }

    @Test
    default void logsComeInOrderWithTheirSourceAndGoOnLive() throws Exception {
        var id = environment();
        apply(id, worker(1, "for i in 1 2 3 4 5; do echo line $i; done; while true; do sleep 0.2; echo more; done", 1));
        live(id, "worker", 1);
        await().atMost(SOON).until(() -> written(id, "worker.1").size() >= 5);
        assertThat(written(id, "worker.1")).startsWith("line 1", "line 2", "line 3", "line 4", "line 5");
        var followed = new CopyOnWriteArrayList<LogLine>();
        try (var logs = engine().logs(id, new LogQuery(Set.of("worker"), 1, true), followed::add)) {
            await().atMost(SOON).until(() -> followed.size() >= 4);
            assertThat(logs.awaitEnd(Duration.ZERO)).isFalse();
        }
        assertThat(followed).allSatisfy(line -> assertThat(line.service()).isEqualTo("worker"));
        engine().remove(id);
    }

    @Test
    default void hugeLinesComeInPiecesAndBinaryOutputBecomesText() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("out.py", """
                import sys
                sys.stdout.buffer.write(b"x" * 40000 + b"\\n" + bytes(range(256)) + b"\\nlast without end")
                """));
        var lines = new ArrayList<String>();
        assertThat(engine().run(new OneOff(id, "web", "run.1", workload(1, artifact, "python3 out.py", Map.of()), SOON),
                line -> lines.add(line.text()))).isZero();
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length).isLessThanOrEqualTo(16 * 1024);
            assertThat(line).doesNotContain("\n", "\0");
        });
        assertThat(String.join("", lines)).startsWith("x".repeat(40_000)).endsWith("last without end");
        engine().remove(id);
    }

    @Test
    default void aCronJobRunsOnceForItsTickAndKeepsItsHistory() throws Exception {
        var id = environment();
        var workload = workload(1, artifact(Map.of("a", "b")), "echo tick; exit 6", Map.of());
        apply(id, new CronSpec("total", workload, "* * * * *", ZoneOffset.UTC, CronSpec.Concurrency.FORBID,
                Duration.ofSeconds(30), false));
        var waiting = until(id, "total", now -> now.rollout().equals(new Rollout.Live(1)));
        assertThat(waiting.next()).isNotNull();
        await().atMost(Duration.ofSeconds(75)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            assertThat(status(id, "total").instances()).singleElement().satisfies(run -> {
                assertThat(run.name()).isEqualTo("total.1");
                assertThat(run.state()).isEqualTo(InstanceStatus.State.FAILED);
                assertThat(run.exitCode()).isEqualTo(6);
            });
        });
        assertThat(written(id, "total.1")).containsExactly("tick");
        apply(id, new CronSpec("total", workload, "* * * * *", ZoneOffset.UTC, CronSpec.Concurrency.FORBID,
                Duration.ofSeconds(30), true));
        until(id, "total", now -> now.next() == null && now.rollout().equals(new Rollout.Stopped(1)));
        engine().remove(id);
    }
}
