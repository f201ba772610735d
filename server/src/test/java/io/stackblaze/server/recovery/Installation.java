package io.stackblaze.server.recovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.stackblaze.engine.local.LocalEngine;
import io.stackblaze.server.Json;
import io.stackblaze.server.TestApi;

import static org.awaitility.Awaitility.await;

/** Server and node of one home, each a process of its own, as people run them. */
final class Installation implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Path home;
    private final Path backups;
    private final List<Process> processes = new ArrayList<>();

    /** What a command said, and its exit code. */
    record Outcome(int code, String said) {}

    Installation(Path home, Path backups) {
        this.home = home;
        this.backups = backups;
    }

    Installation start() throws Exception {
        Files.createDirectories(home);
        Files.deleteIfExists(home.resolve("server.json"));
        processes.add(launch("node.log", "io.stackblaze.engine.local.Main", "--home", home.toString()));
        processes.add(launch("server.log", "io.stackblaze.server.Main", "--home", home.toString(), "--port", "0"));
        await().atMost(SOON).until(() -> {
            for (var process : processes) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(home.resolve("node.log"))
                            + Files.readString(home.resolve("server.log")));
                }
            }
            return Files.exists(home.resolve("server.json")) && Files.exists(home.resolve("node/node.json"));
        });
        return this;
    }

    TestApi api() throws IOException {
        var port = Json.mapper().readTree(Files.readString(home.resolve("server.json"))).path("port").intValue();
        return TestApi.at(port, Files.readString(home.resolve("token")).strip());
    }

    LocalEngine engine() {
        return LocalEngine.connect(home);
    }

    /** What a visitor of a host sees. */
    String page(String host) throws Exception {
        try (var engine = engine();
                var socket = new Socket(InetAddress.getLoopbackAddress(), engine.node().httpPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** {@code stackblaze server restore}. */
    Outcome restore(Path key, Path into) throws Exception {
        var out = Files.createTempFile(backups.resolveSibling(""), "restore", ".txt");
        var process = new ProcessBuilder(command("io.stackblaze.server.Main", "restore", "--from", backups.toString(),
                "--key", key.toString(), "--home", into.toString())).redirectErrorStream(true)
                .redirectOutput(out.toFile()).start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("the restore does not end: " + Files.readString(out));
        }
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    private Process launch(String log, String... words) throws IOException {
        var builder = new ProcessBuilder(command(words)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(log).toFile()));
        builder.environment().putAll(Map.of("STACKBLAZE_HTTP_PORT", "0", "STACKBLAZE_BACKUPS", backups.toString()));
        if (log.startsWith("server")) {
            builder.environment().put("STACKBLAZE_HTTP_PORT", "8080");
        }
        return builder.start();
    }

    private static List<String> command(String... words) {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx160m", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(words));
        return command;
    }

    /** Ends it with all that it runs. */
    @Override
    public void close() {
        if (processes.stream().anyMatch(Process::isAlive)) {
            try (var engine = engine()) {
                engine.shutdown(true);
            }
        }
        for (var process : processes) {
            process.destroy();
            if (!process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join().isAlive()) {
                continue;
            }
            process.destroyForcibly().onExit().join();
        }
        processes.clear();
    }
}
