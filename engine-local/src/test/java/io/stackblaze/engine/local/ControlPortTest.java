package io.stackblaze.engine.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.Rollout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How other processes talk to the node, and what becomes of the talk when one side goes. */
class ControlPortTest {
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

    private OneOff oneOff(String command) throws Exception {
        return new OneOff(site.id, "web", "run.1", site.workload(1, Map.of("a", "b"), command), Duration.ofMinutes(1));
    }

    private int ask(String path, String token) throws Exception {
        var file = NodeFile.read(folder.resolve("home")).orElseThrow();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + file.port() + "/" + path))
                .header("Authorization", "Bearer " + (token.isEmpty() ? file.token() : token)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void onlyWhoMayReadTheFileGetsIn() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("home/node/node.json"))))
                .isEqualTo("rw-------");
        assertThat(ask("environments", "")).isEqualTo(200);
        assertThat(ask("environments", "guess")).isEqualTo(401);
        assertThat(ask("no/such/place", "")).isEqualTo(404);
        assertThat(ask("environments/A;B/production", "")).isEqualTo(400);
    }

    @Test
    void aSecondNodeForTheSameHomeIsRefused() {
        assertThatThrownBy(() -> Node.start(NodeConfig.read(List.of("--home", folder.resolve("home").toString()),
                Map.of("STACKBLAZE_HTTP_PORT", "0")))).hasMessageContaining("another node runs");
    }

    @Test
    void aCommandEndsWhenItsCallerGoes() throws Exception {
        var command = "exec sleep 4747";
        var caller = LocalEngine.connect(folder.resolve("home"));
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                caller.run(oneOff(command), _ -> {});
            } catch (Exception gone) {
                assertThat(gone).isInstanceOf(EngineException.class);
            }
        });
        await().atMost(Site.SOON).until(() -> !Site.processes("sleep 4747").isEmpty());
        caller.close();
        await().atMost(Site.SOON).until(() -> Site.processes("sleep 4747").isEmpty());
        waiting.join();
    }

    @Test
    void noByteOfALargeOutputIsLostHoweverSlowItsReaderIs() throws Exception {
        var lines = new AtomicInteger();
        var longest = new AtomicInteger();
        int code = site.engine().run(oneOff("i=0; while [ $i -lt 60000 ]; do echo $i; i=$((i+1)); done"), line -> {
            assertThat(line.text()).isEqualTo(Integer.toString(lines.getAndIncrement()));
            longest.accumulateAndGet(line.text().length(), Math::max);
        });
        assertThat(code).isZero();
        assertThat(lines.get()).isEqualTo(60_000);
        assertThat(site.lines("run.1")).as("in the service's own log").isEmpty();
    }

    @Test
    void followingGoesOnWithTheNextNodeWithoutLossOrRepetition() throws Exception {
        site.apply(site.worker(1, "i=0; while true; do i=$((i+1)); echo $i; sleep 0.02; done"));
        var engine = LocalEngine.connect(folder.resolve("home"));
        var seen = new CopyOnWriteArrayList<Integer>();
        var statuses = new CopyOnWriteArrayList<Rollout>();
        try (var logs = engine.logs(site.id, new LogQuery(Set.of(), 10_000, true), line -> {
            if (line.source().equals("worker.1")) {
                seen.add(Integer.valueOf(line.text()));
            }
        });
                var watch = engine.watch(site.id,
                        status -> status.service("worker").ifPresent(one -> statuses.add(one.rollout())))) {
            site.live("worker", 1);
            await().atMost(Site.SOON).until(() -> seen.size() > 20);
            node.kill();
            node = NodeProcess.start(folder.resolve("home"));
            site.on(node);
            int before = seen.size();
            int seenStatuses = statuses.size();
            await().atMost(Site.SOON).until(() -> seen.size() > before + 50 && statuses.size() > seenStatuses);
            assertThat(logs.awaitEnd(Duration.ZERO)).isFalse();
            assertThat(watch.awaitEnd(Duration.ZERO)).isFalse();
        }
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(seen.get(i - 1) + 1);
        }
        engine.close();
    }

    @Test
    void whileThereIsNoNodeItIsSaidSo() throws Exception {
        node.terminate();
        try (var engine = LocalEngine.connect(folder.resolve("home"))) {
            assertThatThrownBy(engine::missing).isInstanceOf(EngineException.class)
                    .hasMessageContaining("Apps go on without it").extracting("code")
                    .isEqualTo(EngineException.Code.UNREACHABLE);
        }
    }

    @Test
    void stateThatCannotBeReadLeavesItsOwnEnvironmentAloneAndNoOther() throws Exception {
        var other = new Site(node, folder);
        site.apply(site.web(1, 1));
        other.apply(other.web(1, 1));
        var before = site.live("web", 1).instances();
        other.live("web", 1);
        node.kill();
        var spec = folder.resolve("home/node/state/" + site.id + "/spec.json");
        var whole = Files.readString(spec);
        Files.writeString(spec, whole.substring(0, 50));
        node = NodeProcess.start(folder.resolve("home"));
        other.on(node);
        other.live("web", 1);
        assertThat(other.get()).isEqualTo("200 1 web.1");
        node.kill();
        Files.writeString(spec, whole);
        node = NodeProcess.start(folder.resolve("home"));
        site.on(node);
        assertThat(site.live("web", 1).instances().getFirst().startedAt())
                .as("the very instance of before").isEqualTo(before.getFirst().startedAt());
    }

    @Test
    void requestsHaveALineInTheLogAndAPlaceInTheFigures() throws Exception {
        site.apply(site.web(1, 1));
        site.live("web", 1);
        assertThat(site.get()).isEqualTo("200 1 web.1");
        await().atMost(Site.SOON).untilAsserted(() -> assertThat(site.lines("router")).anySatisfy(
                line -> assertThat(line).startsWith("at=info method=GET path=\"/\" host=" + site.host())
                        .contains("status=200")));
        assertThat(site.engine().metrics()).contains(site.id + "/web");
        await().atMost(Site.SOON).untilAsserted(() -> {
            site.get();
            assertThat(site.engine().figures(site.id).get("web")).anyMatch(
                    point -> point.requests() > 0 && point.p99Millis() > 0 && point.memoryBytes() > 0);
        });
    }

    @Test
    void seenLinesArePassedOnOnce() {
        var passed = new ArrayList<String>();
        var seen = new SeenLines(line -> passed.add(line.text()));
        seen.take(line(1, "a"));
        seen.take(line(2, "b"));
        seen.resume();
        seen.take(line(1, "a"));
        seen.take(line(2, "b"));
        seen.take(line(2, "c"));
        seen.take(line(3, "d"));
        assertThat(passed).containsExactly("a", "b", "c", "d");
    }

    private static LogLine line(long at, String text) {
        return new LogLine(java.time.Instant.ofEpochMilli(at), "web", "web.1", text);
    }
}
