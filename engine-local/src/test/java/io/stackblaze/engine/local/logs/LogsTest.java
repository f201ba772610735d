package io.stackblaze.engine.local.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LogsTest {
    @TempDir
    Path folder;

    private Logs open(long bytes, int files) throws IOException {
        return new Logs(folder.resolve("logs"), new Rotation(bytes, files), Clock.systemUTC());
    }

    private static List<String> tail(Logs logs, int count, String... services) throws InterruptedException {
        try (var feed = logs.feed(new LogQuery(Set.of(services), count, false))) {
            var lines = new ArrayList<String>();
            for (LogLine line = feed.next(0); line != null; line = feed.next(0)) {
                lines.add(line.text());
            }
            return lines;
        }
    }

    @Test
    void theNewestLinesOfAllServicesComeInOrder() throws Exception {
        try (var logs = open(1 << 20, 3)) {
            for (int i = 0; i < 100; i++) {
                logs.of(i % 2 == 0 ? "web" : "worker").platform("line " + i);
            }
            assertThat(tail(logs, 3)).hasSize(3).last().isEqualTo("line 99");
            assertThat(tail(logs, 2, "web")).containsExactly("line 96", "line 98");
            assertThat(tail(logs, 1000)).hasSize(100);
        }
    }

    @Test
    void filesAreBoundedInSizeAndNumber() throws Exception {
        try (var logs = open(10_000, 3)) {
            IntStream.range(0, 3000).forEach(i -> logs.of("web").platform("a line of some length, number " + i));
            var files = folder.resolve("logs/web").toFile().listFiles();
            assertThat(files).hasSize(3).allSatisfy(file -> assertThat(file.length()).isLessThan(10_100));
            assertThat(tail(logs, 100)).hasSize(100).last().isEqualTo("a line of some length, number 2999");
        }
    }

    @Test
    void whoFollowsMissesNothingAndSeesNothingTwice() throws Exception {
        try (var logs = open(1 << 20, 3)) {
            var writer = Thread.ofVirtual().start(
                    () -> IntStream.range(0, 5000).forEach(i -> logs.of("web").platform(Integer.toString(i))));
            var seen = new ArrayList<Integer>();
            try (var feed = logs.feed(new LogQuery(Set.of(), 10_000, true))) {
                while (seen.isEmpty() || seen.getLast() < 4999) {
                    var line = feed.next(5000);
                    assertThat(line).isNotNull();
                    seen.add(Integer.valueOf(line.text()));
                }
            }
            writer.join();
            assertThat(seen).hasSize(5000).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aLineThatACrashToreIsLeftOutAndTheNextOneIsWhole() throws Exception {
        try (var logs = open(1 << 20, 3)) {
            logs.of("web").platform("whole");
        }
        Files.writeString(folder.resolve("logs/web/0.log"), "17000\tweb.1\tabc", StandardOpenOption.APPEND);
        try (var logs = open(1 << 20, 3)) {
            logs.of("web").platform("after");
            assertThat(tail(logs, 10)).containsExactly("whole", "after");
        }
    }

    @Test
    void readOutputIsFreedAndNoLineIsLost() throws Exception {
        var raw = Files.createFile(folder.resolve("out"));
        try (var logs = open(100L << 20, 2)) {
            var tail = Tail.start(raw, logs.of("web").sink("web.1", "i1"), "web.1");
            try (var out = Files.newBufferedWriter(raw, StandardOpenOption.APPEND)) {
                for (int i = 0; i < 200_000; i++) {
                    out.write("line " + i + " " + "x".repeat(80) + "\n");
                }
            }
            tail.finish();
            assertThat(Files.size(raw)).isGreaterThan(17L << 20);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(blocks(raw)).isLessThan(12L << 20));
            assertThat(Files.readAllLines(folder.resolve("logs/web/0.log"))).hasSize(200_000)
                    .satisfies(lines -> {
                        assertThat(lines.getFirst()).contains("\tline 0 ");
                        assertThat(lines.getLast()).contains("\tline 199999 ");
                    });
            assertThat(logs.of("web").lastOf("i1", 200_000)).last().asString().startsWith("line 199999 ");
        }
    }

    private static long blocks(Path file) throws IOException, InterruptedException {
        var process = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        try (var in = process.getInputStream()) {
            return Long.parseLong(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip())
                    * 512;
        } finally {
            process.waitFor();
        }
    }
}
