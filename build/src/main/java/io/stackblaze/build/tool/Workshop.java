package io.stackblaze.build.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Sandbox;

/**
 * Where the tools of one build run: fenced in, at low priority, until a deadline, and all that they started ends with
 * them.
 */
public final class Workshop {
    private static final List<String> POLITELY = List.of("nice", "-n", "10", "ionice", "-c", "2", "-n", "7", "-t",
            "setsid");

    private final Isolation isolation;
    private final OptionalInt uid;
    private final List<Path> cgroups;
    private final Consumer<String> output;
    private final long deadline;
    private long outputBytes;

    /**
     * @param uid user of this build's processes; empty keeps this process's own
     * @param cgroups cgroups that they join
     * @param time until all must be done
     * @param outputBytes how much output is passed on
     * @param output hears it line by line, from one thread at a time
     */
    public Workshop(Isolation isolation, OptionalInt uid, List<Path> cgroups, Duration time, long outputBytes,
            Consumer<String> output) {
        this.isolation = isolation;
        this.uid = uid;
        this.cgroups = List.copyOf(cgroups);
        this.deadline = System.nanoTime() + time.toNanos();
        this.outputBytes = outputBytes;
        this.output = output;
    }

    /** A program took longer than the build may. */
    public static final class OutOfTime extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** User of this build's processes; empty when it is this process's own. */
    public OptionalInt uid() {
        return uid;
    }

    /** Time left. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Where a path seen in a tool's sandbox is for the tool. */
    public String resolve(Tool tool, String inside) {
        return sandbox(tool).resolve(inside);
    }

    /** Runs a tool to its end, passing its output on. */
    public Outcome run(Tool tool) throws IOException, InterruptedException, OutOfTime {
        return run(tool, output);
    }

    /** Runs a tool to its end, with its output going elsewhere. */
    public Outcome run(Tool tool, Consumer<String> sink) throws IOException, InterruptedException, OutOfTime {
        var sandbox = sandbox(tool);
        var start = sandbox.process(tool.words(), tool.environment()).redirectErrorStream(true);
        start.command(Stream.concat(POLITELY.stream(), start.command().stream()).toList());
        var lines = new Lines(outputBytes, sink);
        var process = start.start();
        var session = new Session(process.pid(), uid);
        var reader = Thread.ofPlatform().name("build-output").daemon().unstarted(() -> read(process, lines));
        try {
            process.getOutputStream().close();
            reader.start();
            if (!process.waitFor(left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new OutOfTime();
            }
        } finally {
            finish(process, session, reader);
        }
        outputBytes = lines.left();
        return new Outcome(process.exitValue(), lines.last());
    }

    private static void read(Process process, Lines lines) {
        try {
            lines.read(process.getInputStream());
        } catch (IOException _) {
            // The stream is closed under us when the build is over.
        }
    }

    /** Also when interrupted: the interruption is kept, and thrown by the wait that it ended. */
    private static void finish(Process process, Session session, Thread reader) throws InterruptedException {
        var interrupted = Thread.interrupted();
        // Not through the process itself, which would close its output before it is read.
        process.toHandle().destroyForcibly();
        session.end();
        reader.join(Duration.ofSeconds(10));
        process.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Sandbox sandbox(Tool tool) {
        return new Sandbox(isolation, tool.mounts(), tool.directory(), uid, null, cgroups);
    }
}
