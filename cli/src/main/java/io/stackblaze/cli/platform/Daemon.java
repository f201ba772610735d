package io.stackblaze.cli.platform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of StackBlaze that outlives the command that started it: {@code server} or {@code node}. A file in the home
 * says which process it is; its start time tells it from a stranger that got the same number later.
 *
 * @param name the launcher's word for it
 * @param home where it lives
 */
record Daemon(String name, Home home) {
    private static final long LARGE_LOG = 10_000_000;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration KILLED = Duration.ofSeconds(5);

    /** What is known of a process that runs. */
    record Running(ProcessHandle process, String build) {}

    /** The process, if it runs. */
    Optional<Running> running() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        var words = Files.readString(file()).strip().split(" ", -1);
        if (words.length < 2 || !words[0].matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(words[0])).filter(ProcessHandle::isAlive)
                .filter(process -> started(process).equals(words[1]))
                .map(process -> new Running(process, words.length > 2 ? words[2] : ""));
    }

    /** Starts it in a session of its own, so that neither a closed terminal nor Ctrl-C ends it. */
    Process start(Path launcher, String build, Map<String, String> variables) throws IOException {
        if (Files.exists(log()) && Files.size(log()) > LARGE_LOG) {
            Files.move(log(), log().resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        var builder = new ProcessBuilder("setsid", launcher.toString(), name).directory(home.folder().toFile())
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        var environment = builder.environment();
        environment.remove("STACKBLAZE_URL");
        environment.remove("STACKBLAZE_TOKEN");
        environment.put("STACKBLAZE_BUILD", "off");
        environment.putAll(variables);
        var process = builder.start();
        Files.writeString(file(), process.pid() + " " + started(process.toHandle()) + " " + build + "\n");
        return process;
    }

    /** Ends it, gently at first; says whether it ran. */
    boolean stop() throws IOException, InterruptedException {
        var running = running();
        if (running.isPresent()) {
            var process = running.get().process();
            process.destroy();
            if (!hasEnded(process, GRACE)) {
                process.destroyForcibly();
                hasEnded(process, KILLED);
            }
        }
        Files.deleteIfExists(file());
        return running.isPresent();
    }

    /** What it wrote last. */
    List<String> lastLines(int count) {
        try (var file = new RandomAccessFile(log().toFile(), "r")) {
            long from = Math.max(0, file.length() - 16_384);
            var bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Where its output goes. */
    Path log() {
        return home.logs().resolve(name + ".log");
    }

    private Path file() {
        return home.folder().resolve(name + ".pid");
    }

    private static boolean hasEnded(ProcessHandle process, Duration atMost) throws InterruptedException {
        try {
            process.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("unknown");
    }
}
