package io.stackblaze.cli.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Types the commands of each file in {@code transcripts} and compares what comes back. {@code $} begins what is typed,
 * {@code >} what the server was asked, {@code !} standard error; {@code [1]} is an exit code other than 0. To write the
 * files anew: {@code -Dtranscripts.write=true}, then read the difference.
 */
class TranscriptTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    @TempDir
    Path folder;

    static Stream<String> transcripts() throws IOException {
        try (var files = Files.list(RESOURCES.resolve("transcripts"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void commandsPrintWhatTheTranscriptSays(String name) throws IOException {
        var file = RESOURCES.resolve("transcripts").resolve(name);
        Files.copy(RESOURCES.resolve("blueprint.yaml"), folder.resolve("blueprint.yaml"));
        Files.writeString(folder.resolve("server.js"), "// nothing\n");
        Files.createDirectory(folder.resolve("heroku"));
        Files.writeString(folder.resolve("heroku/Procfile"), "web: node server.js\nworker: node worker.js\n");
        herokuFiles();
        Files.writeString(folder.resolve("broken.yaml"), "name: Shop\nservces: {}\n");
        var expected = Files.readString(file);
        try (var server = new ScriptedServer(RESOURCES.resolve("answers"))) {
            var session = new Session(folder, Map.of("STACKBLAZE_URL", server.url(), "STACKBLAZE_TOKEN", "token"));
            var lines = new ArrayList<String>();
            for (var command : typed(expected)) {
                lines.add((lines.isEmpty() ? "" : "\n") + command);
                var answer = session.type(command.substring(2));
                server.takeRequests().forEach(request -> lines.add("> " + request));
                answer.forEach(line -> lines.add(
                        line.replace(server.url(), "http://server").replace(folder.toString(), "/here")));
            }
            compare(file, expected, String.join("\n", lines) + "\n");
        }
    }

    /** What a team without access saves of its app. */
    private void herokuFiles() throws IOException {
        var files = Files.createDirectory(folder.resolve("app-files"));
        Files.writeString(files.resolve("config.txt"), """
                DATABASE_URL='postgres://u:p@db.example.com:5432/d'
                GREETING='Hello there'
                STRIPE_KEY=sk_live_0123456789abcdefghij
                """);
        Files.writeString(files.resolve("ps.txt"),
                "=== web (Standard-2X): node server.js (2)\n=== worker (Basic): node worker.js (1)\n");
        Files.writeString(files.resolve("addons.txt"), """
                heroku-postgresql (postgresql-flat-1)  standard-0  ~$0.069/hour  $50/month  created
                 └─ as DATABASE
                scheduler (scheduler-1)  standard  free  free  created
                 └─ as SCHEDULER
                """);
        Files.writeString(files.resolve("scheduler.txt"), "$ node totals.js\tBasic\tDaily at 2:30 AM UTC\n");
        Files.writeString(files.resolve("server.js"), "lead(process.env.DYNO)\n");
    }

    private static List<String> typed(String transcript) {
        return transcript.lines().filter(line -> line.startsWith("$ ")).toList();
    }

    private static void compare(Path file, String expected, String actual) {
        if (Boolean.getBoolean("transcripts.write")) {
            try {
                Files.writeString(file, actual);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return;
        }
        assertThat(actual).isEqualTo(expected);
    }
}
