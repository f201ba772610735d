package io.stackblaze.engine.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.InstanceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A cron run is under way when the node dies. Apart from the other deaths because it waits for a full minute. */
class NodeCrashInCronRunTest {
    @TempDir
    Path folder;

    @Test
    void aRunInFlightIsTakenOverAndItsTickIsServedOnce() throws Exception {
        var node = NodeProcess.start(folder.resolve("home"));
        try {
            var site = new Site(node, folder);
            var workload = site.workload(1, Map.of("a", "b"), "echo begun; sleep 8; echo done; exit 3");
            site.apply(new CronSpec("job", workload, "* * * * *", ZoneOffset.UTC, CronSpec.Concurrency.FORBID,
                    Duration.ofSeconds(50), false));
            await().atMost(Duration.ofSeconds(75)).until(() -> site.lines("job.1").contains("begun"));
            node.kill();
            node = NodeProcess.start(folder.resolve("home"));
            site.on(node);
            var ended = site.until("job", now -> now.instances().stream().anyMatch(run -> run.endedAt() != null));
            assertThat(ended.instances()).singleElement().satisfies(run -> {
                assertThat(run.exitCode()).isEqualTo(3);
                assertThat(run.state()).isEqualTo(InstanceStatus.State.FAILED);
            });
            assertThat(site.lines("job.1")).containsExactly("begun", "done");
        } finally {
            node.close();
        }
    }
}
