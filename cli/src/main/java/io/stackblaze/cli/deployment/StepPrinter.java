package io.stackblaze.cli.deployment;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.Style;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/**
 * Shows an operation while it goes on: each step with its time once it has ended and, on a terminal, those that run
 * below, redrawn in place. One thread at a time.
 */
final class StepPrinter {
    private static final int NAME_WIDTH = 24;
    private final Screen screen;
    private final Style style;
    private final Clock clock;
    private final Set<String> printed = new HashSet<>();
    private JsonNode operation = Json.object();
    private int live;

    StepPrinter(Screen screen, Clock clock) {
        this.screen = screen;
        this.style = screen.errorStyle();
        this.clock = clock;
    }

    /** Takes a newer state of the operation. */
    void show(JsonNode newer) {
        operation = newer;
        clear();
        var waitsFor = Json.text(operation, "waiting_for");
        if (!waitsFor.isEmpty() && printed.add("waits " + waitsFor)) {
            screen.note("Waits for " + waitsFor + ", which came first.");
        }
        for (var step : operation.path("steps").values()) {
            var state = Json.text(step, "state");
            boolean over = state.equals("done") || state.equals("failed") || state.equals("skipped");
            if (over && printed.add(Json.text(step, "name"))) {
                finished(step, state).forEach(screen::note);
            }
        }
        draw();
    }

    /** Shows how time passes. */
    void tick() {
        if (screen.errIsTerminal()) {
            clear();
            draw();
        }
    }

    /** Prints a line above those that change. */
    void say(String line) {
        clear();
        screen.note(line);
        draw();
    }

    /** Removes the lines that change. */
    void clear() {
        if (live > 0) {
            screen.err().print("\u001b[" + live + "F\u001b[J");
            live = 0;
        }
    }

    private List<String> finished(JsonNode step, String state) {
        var lines = new ArrayList<String>();
        var sign = switch (state) {
            case "done" -> style.good("✓");
            case "failed" -> style.bad("✗");
            default -> style.dim("-");
        };
        lines.add("  " + sign + " " + described(step));
        for (var phase : step.path("phases").values()) {
            lines.add(style.dim("      ") + described(phase));
        }
        return lines;
    }

    private void draw() {
        if (!screen.errIsTerminal()) {
            return;
        }
        for (var step : operation.path("steps").values()) {
            if (Json.text(step, "state").equals("running")) {
                var line = "  … " + described(step) + progress(step);
                var phases = step.path("phases").values().stream().toList();
                if (!phases.isEmpty()) {
                    line += "  " + Json.text(phases.getLast(), "name") + ": " + Json.text(phases.getLast(), "detail");
                }
                screen.err().println(line.substring(0, Math.min(line.length(), screen.columns() - 1)));
                live++;
            }
        }
        screen.err().flush();
    }

    private String described(JsonNode part) {
        var began = Json.time(part, "started_at");
        var time = began.map(from -> Words.of(
                Duration.between(from, Json.time(part, "finished_at").orElseGet(clock::instant)))).orElse("");
        var name = Json.text(part, "name");
        var detail = Json.text(part, "detail");
        return (name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + " ".repeat(Math.max(0, 9 - time.length()))
                + time + (detail.isEmpty() ? "" : "  " + detail)).stripTrailing();
    }

    private static String progress(JsonNode step) {
        var progress = step.path("progress");
        long total = progress.path("total").asLong(0);
        if (total <= 0) {
            return "";
        }
        long done = Math.clamp(progress.path("done").asLong(0), 0, total);
        int filled = (int) (done * 20 / total);
        return "  " + "█".repeat(filled) + "░".repeat(20 - filled) + " " + done + "/" + total + " "
                + Json.text(progress, "unit");
    }
}
