package io.stackblaze.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.stackblaze.sandbox.Occupants;

/**
 * The server's process. It has a session of its own and no pipe to us, so it outlives us; it is found again by the
 * number in {@code postmaster.pid}, if that process works in this data folder.
 */
record Postmaster(Path data, Path log) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);
    private static final long LOG_KEPT = 10L << 20;
    private static final int TAIL = 4096;

    Optional<ProcessHandle> find() {
        try {
            return Files.readString(pidFile()).lines().findFirst().map(Long::parseLong).flatMap(ProcessHandle::of)
                    .filter(process -> Occupants.worksIn(process, data));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Starts it; it is not ready yet. */
    Process launch(Installation installation, Confinement confinement) throws IOException, InterruptedException {
        clear();
        prepareLog();
        var sandbox = confinement.sandbox(installation, data);
        var builder = sandbox.process(List.of(sandbox.resolve(installation.program("postgres")), "-D",
                sandbox.resolve(Confinement.DATA)), Confinement.ENVIRONMENT);
        var detached = new ArrayList<>(List.of("/usr/bin/setsid"));
        detached.addAll(builder.command());
        return builder.command(detached).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    /** Ends it; true when it is gone. */
    boolean stop(ProcessHandle process) throws IOException, InterruptedException {
        signal("INT", process);
        if (endsWithin(process, PATIENCE)) {
            return true;
        }
        signal("QUIT", process);
        if (endsWithin(process, LAST_PATIENCE)) {
            return true;
        }
        process.destroyForcibly();
        return endsWithin(process, LAST_PATIENCE);
    }

    static boolean endsWithin(ProcessHandle process, Duration time) throws InterruptedException {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The end of the log, from a place in it on. */
    String logSince(long start) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var from = Math.max(start, file.length() - TAIL);
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    /**
     * Removes what a killed server left: its other processes, which may still write, then its pid file, whose number
     * may be another server's by now (which Postgres would take for a second one on this data).
     */
    void clear() throws IOException, InterruptedException {
        for (ProcessHandle orphan : Occupants.of(data)) {
            if (!endsWithin(orphan, LAST_PATIENCE)) {
                orphan.destroyForcibly();
                endsWithin(orphan, LAST_PATIENCE);
            }
        }
        Files.deleteIfExists(pidFile());
    }

    private void prepareLog() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_KEPT) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(process.pid()))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
