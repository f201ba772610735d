package io.stackblaze.cli.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.terminal.Words;

/** The server and the node of one home: whether they run, and starting and stopping them. */
public final class Platform {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SHOWN_LINES = 15;
    private final Call call;
    private final Home home;

    private Platform(Call call, Home home) {
        this.call = call;
        this.home = home;
    }

    /** Those of the home that the command names. */
    public static Platform of(Call call) throws Failure {
        return new Platform(call, Home.of(call));
    }

    /** Options of the commands that may start it. */
    public static Syntax describe(Syntax syntax) {
        return syntax
                .number("PORT", "Port of the apps (STACKBLAZE_HTTP_PORT); " + Ports.DEFAULT_HTTP + " by default.",
                        "--http-port")
                .number("PORT", "Port of API and dashboard (STACKBLAZE_API_PORT); " + Ports.DEFAULT_API
                        + " by default.", "--api-port");
    }

    /** What a start found. */
    public enum Start {
        /** Nobody has used this home before. */
        FIRST,
        /** Something had to be started. */
        STARTED,
        /** All was running. */
        RUNNING
    }

    /** Starts what does not run, and waits until it is healthy. */
    public Start start() throws Failure, IOException, InterruptedException {
        home.make();
        try (var file = FileChannel.open(home.folder().resolve("start.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); var _ = file.lock()) {
            boolean first = home.token().isEmpty();
            var ports = Ports.of(call, home);
            var absent = new ArrayList<Part>();
            for (var part : parts(ports)) {
                if (part.daemon().running().isEmpty() && !isServedOtherwise(part)) {
                    part.demandFree();
                    absent.add(part);
                }
            }
            ports.remember(home);
            launch(absent, ports);
            if (absent.isEmpty()) {
                tellIfOlder(parts(ports));
            }
            return first ? Start.FIRST : absent.isEmpty() ? Start.RUNNING : Start.STARTED;
        }
    }

    /** Stops server and node; says whether one of them ran. */
    public boolean stop() throws Failure, IOException, InterruptedException {
        boolean ran = false;
        for (var part : parts(Ports.of(call, home)).reversed()) {
            ran |= part.daemon().stop();
        }
        return ran;
    }

    /** A server that systemd runs, or that somebody started by hand, has no file of ours. */
    private boolean isServedOtherwise(Part part) {
        return part.speaksHealth()
                ? home.serverUrl().isPresent() && part.isHealthy()
                : home.nodeAlive() && part.isHealthy();
    }

    private List<Part> parts(Ports ports) {
        return List.of(
                new Part(new Daemon("node", home), ports.http(), "the apps", "--http-port", "STACKBLAZE_HTTP_PORT",
                        false),
                new Part(new Daemon("server", home), ports.api(), "the API and the dashboard", "--api-port",
                        "STACKBLAZE_API_PORT", true));
    }

    private void launch(List<Part> parts, Ports ports) throws Failure, IOException, InterruptedException {
        var variables = Map.of("STACKBLAZE_HOME", home.folder().toString(), "STACKBLAZE_API_PORT",
                Integer.toString(ports.api()), "STACKBLAZE_HTTP_PORT", Integer.toString(ports.http()));
        var began = Instant.now();
        var started = new LinkedHashMap<Part, Process>();
        for (var part : parts) {
            started.put(part, part.daemon().start(call.context().launcher(), call.context().build(), variables));
        }
        for (var entry : started.entrySet()) {
            await(entry.getKey(), entry.getValue(), began);
        }
        if (!parts.isEmpty()) {
            call.screen().note("Started StackBlaze in " + Words.of(Duration.between(began, Instant.now()))
                    + "; it keeps everything in " + home.folder() + ".");
        }
    }

    private static void await(Part part, Process process, Instant began) throws Failure, InterruptedException {
        var daemon = part.daemon();
        while (!part.isHealthy()) {
            if (process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Failure
                        .of("The " + daemon.name() + " ended as soon as it was started.", "Whole log: " + daemon.log(),
                                "stackblaze doctor")
                        .withLines(daemon.lastLines(SHOWN_LINES));
            }
            if (Duration.between(began, Instant.now()).compareTo(START) > 0) {
                throw Failure.of("The " + daemon.name() + " has been starting for " + Words.of(START)
                        + " and does not answer on port " + part.port() + ".", "Whole log: " + daemon.log(),
                        "stackblaze platform stop").withLines(daemon.lastLines(SHOWN_LINES));
            }
        }
    }

    private void tellIfOlder(List<Part> parts) throws IOException {
        for (var part : parts) {
            var running = part.daemon().running();
            if (running.isPresent() && !running.get().build().equals(call.context().build())) {
                call.screen().note("The " + part.daemon().name()
                        + " runs an older build. Apps go on during: stackblaze platform restart");
            }
        }
    }
}
