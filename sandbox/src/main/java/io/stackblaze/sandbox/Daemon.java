package io.stackblaze.sandbox;

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

/**
 * A server's process that outlives this one: it has a session of its own and no pipe to us. It is found again by the
 * number that it writes into a file, if that process works in its data folder.
 *
 * @param data its working directory
 * @param pidFile file whose first line is its number
 * @param log where its output goes, readable for this process's user alone
 */
public record Daemon(Path data, Path pidFile, Path log) {
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);
    private static final long LOG_KEPT = 10L << 20;
    private static final int TAIL = 4096;

    /** The process, if it runs. */
    public Optional<ProcessHandle> find() {
        try {
            return Files.readString(pidFile).lines().findFirst().map(Long::parseLong).flatMap(ProcessHandle::of)
                    .filter(process -> Occupants.worksIn(process, data));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Starts it after what is left of an earlier one is cleared away; it need not be ready yet. */
    public ProcessHandle launch(ProcessBuilder builder) throws IOException, InterruptedException {
        clear();
        prepareLog();
        var detached = new ArrayList<>(List.of("/usr/bin/setsid"));
        detached.addAll(builder.command());
        return builder.command(detached).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start().toHandle();
    }

    /**
     * Ends a process by signals, each when the one before did not help in time, and lastly by force.
     *
     * @param signals names without {@code SIG}
     * @param patience how long each may take
     * @return whether it is gone
     */
    public static boolean stop(ProcessHandle process, List<String> signals, Duration patience)
            throws IOException, InterruptedException {
        for (String signal : signals) {
            signal(signal, process);
            if (endsWithin(process, patience)) {
                return true;
            }
        }
        process.destroyForcibly();
        return endsWithin(process, LAST_PATIENCE);
    }

    /** Waits for the end of a process; false when it still runs after this time. */
    public static boolean endsWithin(ProcessHandle process, Duration time) throws InterruptedException {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long the log is. */
    public long logLength() throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** The end of the log, 4 KiB at most, from a place in it on; all of a new one. */
    public String logSince(long start) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var from = Math.max(start > file.length() ? 0 : start, file.length() - TAIL);
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    /**
     * Removes what a killed server left: its other processes, which may still write, then its pid file, whose number
     * may be some other process's by now.
     */
    public void clear() throws IOException, InterruptedException {
        for (ProcessHandle orphan : Files.exists(data) ? Occupants.of(data) : List.<ProcessHandle>of()) {
            if (!endsWithin(orphan, LAST_PATIENCE)) {
                orphan.destroyForcibly();
                endsWithin(orphan, LAST_PATIENCE);
            }
        }
        Files.deleteIfExists(pidFile);
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
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor(10, TimeUnit.SECONDS);
    }
}
