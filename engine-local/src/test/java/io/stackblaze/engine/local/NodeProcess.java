package io.stackblaze.engine.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** A real node process, for tests. */
final class NodeProcess implements AutoCloseable {
    private final Path home;
    private final Process process;
    private final LocalEngine engine;

    private NodeProcess(Path home, Process process, LocalEngine engine) {
        this.home = home;
        this.process = process;
        this.engine = engine;
    }

    static NodeProcess start(Path home) {
        return startWith(home, Map.of(), System.getProperty("java.class.path"));
    }

    static NodeProcess startWith(Path home, Map<String, String> environment, String classPath, String... prefix) {
        var command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", classPath,
                FastNode.class.getName(), "--home", home.toString()));
        try {
            Files.createDirectories(home);
            var before = NodeFile.read(home).map(NodeFile::pid).orElse(0L);
            var builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("node.log").toFile()));
            builder.environment().putAll(Map.of("STACKBLAZE_HTTP_PORT", "0"));
            builder.environment().putAll(environment);
            var process = builder.start();
            var node = new NodeProcess(home, process, LocalEngine.connect(home));
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the node ended: " + Files.readString(home.resolve("node.log")));
                }
                return NodeFile.read(home).map(NodeFile::pid).filter(pid -> !pid.equals(before)).isPresent();
            });
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalEngine engine() {
        return engine;
    }

    Path home() {
        return home;
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the node does not end");
        }
    }

    /** Ends the node and everything it runs. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                engine.shutdown(true);
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    kill();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            engine.close();
        }
    }
}
