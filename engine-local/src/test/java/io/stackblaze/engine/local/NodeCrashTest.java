package io.stackblaze.engine.local;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.local.state.Folders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The node may die at any moment: instances live on, the next node takes them over, nothing is started twice. */
class NodeCrashTest {
    @TempDir
    Path folder;

    private NodeProcess node;
    private Site site;

    @BeforeEach
    void start() {
        node = NodeProcess.start(folder.resolve("home"));
        site = new Site(node, folder);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void killAndStartAgain() throws InterruptedException {
        node.kill();
        startAgain();
    }

    private void startAgain() {
        node = NodeProcess.start(folder.resolve("home"));
        site.on(node);
    }

    private List<Long> processes(String command) {
        return Site.processes(command).stream()
                .filter(pid -> Site.processes(folder.toString()).stream().noneMatch(pid::equals)).toList();
    }

    @Test
    void instancesLiveOnAndAreTakenOver() throws Exception {
        site.apply(site.web(1, 2), site.worker(1, "echo begun; while true; do sleep 0.3; echo beat; done"));
        site.live("worker", 1);
        var before = site.live("web", 1).instances();
        node.kill();
        startAgain();
        var after = site.live("web", 1).instances();
        site.live("worker", 1);
        assertThat(after).extracting(InstanceStatus::startedAt)
                .containsExactlyElementsOf(before.stream().map(InstanceStatus::startedAt).toList());
        assertThat(after).allSatisfy(instance -> assertThat(instance.restarts()).isZero());
        assertThat(site.get()).startsWith("200 1 web.");
        assertThat(site.lines("worker.1")).filteredOn("begun"::equals).hasSize(1);
        assertThat(site.lines("web.1")).containsExactly("started");
    }

    @Test
    void requestsGoOnToBeLedElsewhereAndToBeHeld() throws Exception {
        var elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        });
        elsewhere.start();
        try {
            site.apply(site.web(1, 1));
            site.live("web", 1);
            var origin = URI.create("http://127.0.0.1:" + elsewhere.getAddress().getPort());
            site.engine().divert(site.id, "web", new Diversion.Outside(origin, "shop.test", 0));
            killAndStartAgain();
            await().atMost(Site.SOON).until(() -> site.ask().statusCode() == 204);
            site.live("web", 1);
            assertThat(site.ask().statusCode()).isEqualTo(204);

            site.engine().divert(site.id, "web", new Diversion.Hold(Duration.ofMinutes(1)));
            killAndStartAgain();
            site.live("web", 1);
            var answer = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(site.get());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
            await().atMost(Site.SOON).until(() -> site.engine().edgeTraffic(site.id, "web").held() == 1);
            assertThat(answer).isNotDone();
            site.engine().divert(site.id, "web", new Diversion.None());
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("200 1 web.1");
            killAndStartAgain();
            site.live("web", 1);
            assertThat(site.get()).isEqualTo("200 1 web.1");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void noLineOfOutputIsLostOrRepeated() throws Exception {
        site.apply(site.worker(1, "i=0; while true; do i=$((i+1)); echo $i; sleep 0.002; done"));
        site.live("worker", 1);
        for (int i = 0; i < 2; i++) {
            killAndStartAgain();
            site.live("worker", 1);
        }
        var numbers = site.lines("worker.1").stream().map(Integer::valueOf).toList();
        assertThat(numbers).hasSizeGreaterThan(100);
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
        }
    }

    @Test
    void aRollIsFinishedByTheNextNodeWhereverItWasCut() throws Exception {
        site.apply(site.web(1, 2));
        site.live("web", 1);
        var random = new Random(7);
        for (int release = 2; release <= 5; release++) {
            site.apply(site.web(release, 2));
            var pause = new java.util.concurrent.CountDownLatch(1);
            assertThat(pause.await(random.nextInt(1500), java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
            killAndStartAgain();
            site.live("web", release);
            assertThat(site.get()).startsWith("200 " + release + " web.");
        }
        assertThat(site.engine().status(site.id).service("web").orElseThrow().instances())
                .filteredOn(instance -> instance.endedAt() == null).extracting(InstanceStatus::name)
                .containsExactly("web.1", "web.2");
        await().atMost(Site.SOON).untilAsserted(
                () -> assertThat(folder.resolve("home/node/instances").toFile().list()).hasSize(2));
    }

    @Test
    void whatEndedMeanwhileIsStartedAgain() throws Exception {
        site.apply(site.worker(1, "echo begun; sleep 6; exit 9"));
        site.live("worker", 1);
        node.kill();
        await().atMost(Site.SOON).until(() -> Folders.list(folder.resolve("home/node/instances")).stream()
                .anyMatch(place -> place.resolve("exit").toFile().exists()));
        startAgain();
        var status = site.until("worker", now -> now.instances().stream()
                .anyMatch(instance -> instance.restarts() == 1 && instance.endedAt() == null));
        assertThat(status.instances().getFirst().reason()).startsWith("exited with code 9 after ");
        assertThat(status.rollout()).isEqualTo(new Rollout.Live(1));
    }

    @Test
    void aGivenUpReleaseStaysGivenUp() throws Exception {
        site.apply(site.web(1, 1));
        site.live("web", 1);
        site.apply(site.web(site.workload(2, Map.of("a", "b"), "echo no; exit 1"), 1, Duration.ofSeconds(5)));
        var failed = site.failed("web");
        killAndStartAgain();
        assertThat(site.failed("web")).isEqualTo(failed);
        await().atMost(Site.SOON).untilAsserted(() -> assertThat(site.get()).isEqualTo("200 1 web.1"));
    }

    @Test
    void aOneOffEndsWithTheNode() throws Exception {
        var marker = "sleep 4321";
        var running = Thread.ofVirtual().start(() -> {
            try {
                site.engine().run(new OneOff(site.id, "web", "run.1", site.workload(1, Map.of("a", "b"), marker),
                        Duration.ofMinutes(5)), _ -> {});
            } catch (Exception e) {
                // which of the two depends on whether the node had answered anything before it was killed
                assertThat(e).hasMessageMatching("(?s).*(run\\.1|The node does not answer).*");
            }
        });
        await().atMost(Site.SOON).until(() -> !processes(marker).isEmpty());
        killAndStartAgain();
        await().atMost(Site.SOON).until(() -> processes(marker).isEmpty());
        running.join();
    }

    @Test
    void afterARebootEverythingComesBack() throws Exception {
        site.apply(site.web(1, 1), site.worker(1, "echo begun; sleep 1000"));
        site.live("web", 1);
        site.live("worker", 1);
        Machine.powerOff(node, folder);
        startAgain();
        site.live("web", 1);
        site.live("worker", 1);
        await().atMost(Site.SOON).untilAsserted(() -> assertThat(site.get()).isEqualTo("200 1 web.1"));
        assertThat(site.lines("worker.1")).filteredOn("begun"::equals).hasSize(2);
    }

    @Test
    void aNodeThatIsAskedToEndLeavesInstancesRunning() throws Exception {
        site.apply(site.web(1, 1));
        var before = site.live("web", 1).instances();
        node.terminate();
        startAgain();
        assertThat(site.live("web", 1).instances()).extracting(InstanceStatus::startedAt)
                .containsExactlyElementsOf(before.stream().map(InstanceStatus::startedAt).toList());
    }
}
