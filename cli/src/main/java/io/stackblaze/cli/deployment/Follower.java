package io.stackblaze.cli.deployment;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Event;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows an operation to its end, across a server that goes away and comes back. Ctrl-C stops the following, never the
 * operation.
 */
public final class Follower {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration FRAME = Duration.ofMillis(120);
    private final Call call;
    private final Api api;
    private final StepPrinter printer;
    private boolean verbose;
    private boolean quietAtInterrupt;
    private @Nullable String seen;
    private JsonNode operation = Json.object();

    /** Shows it on the command's screen. */
    public Follower(Call call, Api api) {
        this.call = call;
        this.api = api;
        this.printer = new StepPrinter(call.screen(), call.context().clock());
    }

    /** Shows each line of the operation's log too. */
    public Follower verbose(boolean wanted) {
        verbose = wanted;
        return this;
    }

    /** For a command that ends everything itself when it is interrupted. */
    public Follower quietAtInterrupt() {
        quietAtInterrupt = true;
        return this;
    }

    /**
     * Follows to the end and says how it went.
     *
     * @param begun the operation as it was when it was begun
     * @return the operation as it ended, succeeded
     * @throws Failure when it failed or was cancelled, with its cause and last lines
     */
    public JsonNode follow(JsonNode begun) throws Failure, InterruptedException {
        operation = begun;
        var id = Json.text(begun, "id");
        var detached = Thread.ofPlatform().unstarted(() -> {
            printer.clear();
            if (quietAtInterrupt) {
                return;
            }
            call.screen().note("It goes on without you. To follow it again: stackblaze operations follow " + id);
        });
        Runtime.getRuntime().addShutdownHook(detached);
        try (var frames = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
            if (call.screen().errIsTerminal()) {
                var _ = frames.scheduleAtFixedRate(this::tick, FRAME.toMillis(), FRAME.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            show(begun);
            read(id);
            frames.shutdownNow();
        } finally {
            forget(detached);
            clear();
        }
        return outcome();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C came at the same moment; the hook has its say.
        }
    }

    private void read(String id) throws Failure, InterruptedException {
        long silentSince = System.nanoTime();
        boolean told = false;
        while (!isOver()) {
            try (var events = api.events("/api/v1/operations/" + id + "/events", seen)) {
                for (var event = events.next(); event.isPresent() && !event.get().name().equals("end"); event = events
                        .next()) {
                    take(event.get());
                    silentSince = System.nanoTime();
                    told = false;
                }
                show(api.get("/api/v1/operations/" + id));
            } catch (IOException e) {
                // The connection broke; the next round takes up where this one stopped.
            } catch (Failure e) {
                if (e.exit() != Exit.UNREACHABLE || System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                    throw e;
                }
                if (!told) {
                    say("The server does not answer; waiting for it. The operation goes on when it is back.");
                    told = true;
                }
            }
            if (!isOver()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private synchronized void take(Event event) {
        if (!event.id().isEmpty()) {
            seen = event.id();
        }
        switch (event.name()) {
            case "operation" -> show(Json.read(event.data()));
            case "log" -> {
                if (verbose) {
                    var line = Json.read(event.data());
                    printer.say("    " + Json.text(line, "step") + ": " + Json.text(line, "text"));
                }
            }
            default -> {
            }
        }
    }

    private synchronized void show(JsonNode newer) {
        operation = newer;
        if (!call.json()) {
            printer.show(newer);
        }
    }

    private synchronized void say(String line) {
        printer.say(line);
    }

    private synchronized void tick() {
        if (!call.json()) {
            printer.tick();
        }
    }

    private synchronized void clear() {
        printer.clear();
    }

    private boolean isOver() {
        return switch (Json.text(operation, "state")) {
            case "succeeded", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    private JsonNode outcome() throws Failure {
        return switch (Json.text(operation, "state")) {
            case "succeeded" -> operation;
            case "cancelled" -> throw Failure.of("The " + Json.text(operation, "kind") + " was cancelled.");
            default -> {
                if (call.json()) {
                    call.screen().result(Json.write(operation));
                }
                var error = operation.path("error");
                var remedy = Json.text(error, "remedy");
                throw Failure.of(Json.text(error, "detail"), remedy.isEmpty() ? new String[0] : new String[]{remedy})
                        .withLines(Json.texts(error, "lines"));
            }
        };
    }
}
