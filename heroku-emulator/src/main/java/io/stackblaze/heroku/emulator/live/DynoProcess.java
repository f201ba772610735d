package io.stackblaze.heroku.emulator.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.stackblaze.heroku.emulator.account.Dyno;
import io.stackblaze.sandbox.Trees;

/** The processes of a dyno, in a folder that goes with them. */
final class DynoProcess {
    private static final int BOOT_SECONDS = 60;

    private final Dyno dyno;
    private final Path folder;
    private final Process process;
    private final int port;
    private volatile boolean stopping;

    private DynoProcess(Dyno dyno, Path folder, Process process, int port) {
        this.dyno = dyno;
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param slug the built app; linked to, so that what the dyno writes beside it is gone with the dyno
     * @param variables config vars and what Heroku adds
     */
    static DynoProcess start(Dyno dyno, Path slug, Path folder, Map<String, String> variables, AppLog log)
            throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(slug)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Files.createSymbolicLink(folder.resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
        var port = Ports.free();
        var builder = new ProcessBuilder("bash", "-c", dyno.command()).directory(folder.toFile())
                .redirectErrorStream(true);
        var environment = builder.environment();
        var path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.putAll(variables);
        environment.put("PATH", path);
        environment.put("HOME", folder.toString());
        environment.put("TZ", "UTC");
        if (dyno.type().equals("web")) {
            environment.put("PORT", Integer.toString(port));
        }
        log.add("heroku[" + dyno.name() + "]", "Starting process with command `" + dyno.command() + "`");
        var process = builder.start();
        process.getOutputStream().close();
        Thread.startVirtualThread(() -> copy(process, dyno, log));
        return new DynoProcess(dyno, folder, process, port);
    }

    private static void copy(Process process, Dyno dyno, AppLog log) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add("app[" + dyno.name() + "]", line);
            }
        } catch (IOException _) {
            // The process was killed; what it said is kept.
        }
    }

    Dyno dyno() {
        return dyno;
    }

    int port() {
        return port;
    }

    boolean isStopping() { return stopping; }

    /** Waits until it takes connections, if it must; false when it ended or took too long. */
    boolean boots() throws InterruptedException {
        if (!dyno.type().equals("web")) {
            return process.isAlive();
        }
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOOT_SECONDS);
        while (System.nanoTime() < deadline) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException _) {
                if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** Waits for its end, but not longer; its exit status, none when it goes on. */
    OptionalInt await(Duration longest) throws InterruptedException {
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** Waits for its end; its exit status. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks every process to end, and kills those that have not after a while; then its folder goes. */
    void stop(Duration grace) {
        stopping = true;
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        clear();
    }

    /** Deletes its folder. */
    void clear() {
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            throw new LiveException(folder + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
