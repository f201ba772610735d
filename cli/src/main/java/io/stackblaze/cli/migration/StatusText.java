package io.stackblaze.cli.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.terminal.Style;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** A migration for a terminal. */
final class StatusText {
    private final Migration migration;
    private final Style style;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private StatusText(Migration migration, Style style, Instant now) {
        this.migration = migration;
        this.style = style;
        this.now = now;
    }

    /** All of it. */
    static List<String> of(Migration migration, Style style, Instant now) {
        return new StatusText(migration, style, now).write();
    }

    /** Where it stands, and what can be done. */
    static List<String> brief(Migration migration, Style style) {
        var text = new StatusText(migration, style, Instant.EPOCH);
        text.head();
        text.ways();
        return text.lines;
    }

    private List<String> write() {
        head();
        steps();
        gates();
        services();
        sync();
        traffic();
        trials();
        cut();
        differences();
        if (!migration.over()) {
            list("Next, " + migration.step(), Json.texts(migration.view(), "next"));
        }
        ways();
        return lines;
    }

    private void head() {
        lines.add(style.bold(migration.app()) + " at Heroku -> " + migration.target() + "  "
                + coloured(migration.state().replace('_', ' ')));
        lines.add(migration.runsHere()
                ? "The app runs here."
                : "The app runs at Heroku.");
    }

    private String coloured(String state) {
        return switch (state) {
            case "settled" -> style.good(state);
            case "failed", "rolled back" -> style.bad(state);
            default -> style.notable(state);
        };
    }

    private void steps() {
        lines.add("");
        for (var step : migration.view().path("steps").values()) {
            var state = Json.text(step, "state");
            var proof = Json.texts(step, "proof");
            var name = Json.text(step, "name");
            var took = took(step);
            lines.add(("  " + sign(state) + " " + name + " ".repeat(Math.max(1, 10 - name.length()))
                    + " ".repeat(Math.max(0, 12 - took.length())) + took + "  "
                    + (proof.isEmpty()
                            ? state.equals("done") || state.equals("waiting") ? "" : state
                            : proof.getFirst()))
                    .stripTrailing());
            proof.stream().skip(1).forEach(each -> lines.add(" ".repeat(28) + each));
        }
    }

    private String sign(String state) {
        return switch (state) {
            case "done" -> style.good("✓");
            case "running" -> style.notable("…");
            case "failed" -> style.bad("✗");
            case "undone" -> style.notable("↩");
            default -> style.dim("-");
        };
    }

    private String took(JsonNode step) {
        return Json.time(step, "started_at")
                .map(began -> Words.of(Duration.between(began, Json.time(step, "finished_at").orElse(now))))
                .orElse("");
    }

    private void gates() {
        var gates = migration.view().path("gates").values();
        if (gates.isEmpty() || migration.over()) {
            return;
        }
        heading("Before " + migration.step());
        gates(migration.view().path("gates"), style, lines);
    }

    /** A line for each gate, and the remedy of those that are red. */
    static void gates(JsonNode gates, Style style, List<String> lines) {
        for (var gate : gates.values()) {
            boolean green = gate.path("green").asBoolean(false);
            lines.add("  " + (green ? style.good("✓") : style.bad("✗")) + " " + Json.text(gate, "name") + ": "
                    + Json.text(gate, "says"));
            if (!green) {
                lines.add("      > " + Json.text(gate, "remedy"));
            }
        }
    }

    private void services() {
        var table = new Table("SERVICE", "TYPE", "AT HEROKU", "RUN THERE", "RUN HERE");
        for (var service : migration.view().path("services").values()) {
            table.add(Json.text(service, "name"), Json.text(service, "type"), Json.text(service, "there"),
                    Integer.toString(service.path("there_runs").asInt(0)),
                    Integer.toString(service.path("here_runs").asInt(0)));
        }
        if (!table.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines(style));
        }
    }

    private void sync() {
        for (var store : migration.view().path("sync").values()) {
            lines.add("");
            var phase = Json.text(store, "phase");
            lines.add(style.bold(Json.text(store, "name")) + "  " + Json.text(store, "kind") + "  " + phase
                    + progress(store, phase));
            if (store.path("compared").asLong(0) > 0) {
                lines.add("  " + store.path("compared").asLong(0) + " compared, equal" + Json.time(store, "compared_at")
                        .map(at -> ", " + Words.relative(at, now)).orElse(""));
            }
            Json.texts(store, "faults").forEach(fault -> lines.add("  " + style.bad("✗") + " " + fault));
        }
    }

    private static String progress(JsonNode store, String phase) {
        var unit = Json.text(store, "kind").equals("redis") ? "keys" : "rows";
        long done = store.path("done").asLong(0);
        long total = store.path("total").asLong(0);
        var text = ", " + done + (total > done ? " of " + total : "") + " " + unit + ", "
                + Words.bytes(store.path("bytes").asLong(0));
        return phase.startsWith("following")
                ? text + ", " + Words.of(Duration.ofMillis(store.path("lag_millis").asLong(0))) + " behind, "
                        + store.path("changes").asLong(0) + " changes since"
                : phase.equals("waiting") ? "" : text;
    }

    private void traffic() {
        var traffic = migration.view().path("traffic");
        if (traffic.isEmpty()) {
            return;
        }
        heading("Visitors: " + traffic.path("percent_here").asInt(0) + " % are served here"
                + (traffic.path("held").asInt(0) > 0 ? ", " + traffic.path("held").asInt(0) + " wait right now" : ""));
        var table = new Table("SIDE", "REQUESTS", "ERRORS", "P50", "P95", "P99");
        for (var side : List.of("heroku", "here")) {
            var figures = traffic.path(side);
            table.add(side, Long.toString(figures.path("requests").asLong(0)),
                    Long.toString(figures.path("errors").asLong(0)), millis(figures, "p50_millis"),
                    millis(figures, "p95_millis"), millis(figures, "p99_millis"));
        }
        table.lines(style).forEach(line -> lines.add("  " + line));
    }

    private static String millis(JsonNode figures, String key) {
        return Math.round(figures.path(key).asDouble(0)) + " ms";
    }

    private void trials() {
        var trials = migration.view().path("rehearsal").values();
        if (trials.isEmpty()) {
            return;
        }
        heading("Rehearsed in staging");
        trials.forEach(trial -> lines.add("  " + (trial.path("passed").asBoolean(false)
                ? style.good("✓")
                : style.bad("✗")) + " " + Json.text(trial, "name") + ": " + Json.text(trial, "says")));
    }

    private void cut() {
        var cut = migration.view().path("cutover");
        if (cut.isEmpty()) {
            return;
        }
        heading("Last cut, to " + (Json.text(cut, "direction").equals("here") ? "here" : "Heroku")
                + Json.time(cut, "at").map(at -> ", " + Words.relative(at, now)).orElse(""));
        lines.add("  writes stood still for " + millis(cut.path("pause_millis").asLong(0))
                + ", the longest request was held for " + millis(cut.path("held_millis").asLong(0)));
        lines.add("  " + cut.path("compared").asLong(0) + " rows and keys compared, "
                + cut.path("differences").asLong(0) + " different");
        for (var part : cut.path("steps").values()) {
            var took = millis(part.path("millis").asLong(0));
            lines.add("  " + " ".repeat(Math.max(0, 10 - took.length())) + took + "  " + Json.text(part, "name"));
        }
    }

    private static String millis(long millis) {
        return Words.of(Duration.ofMillis(millis));
    }

    private void differences() {
        var differences = Json.texts(migration.view(), "differences");
        list("Changed at Heroku since it was looked at", differences);
        if (!differences.isEmpty() && !migration.over()) {
            lines.add("      > Take it over: " + migration.words("fold"));
        }
    }

    private void list(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            heading(heading);
            sentences.forEach(sentence -> lines.add("  - " + sentence));
        }
    }

    /** What can be typed now. */
    private void ways() {
        if (migration.over()) {
            return;
        }
        lines.add("");
        if (!migration.operation().isEmpty()) {
            lines.add("In work: stackblaze operations follow " + migration.operation());
        } else {
            lines.add("Next: " + migration.words(switch (migration.state()) {
                case "paused" -> "resume";
                default -> switch (migration.step()) {
                    case "review" -> "approve";
                    case "cutover" -> "cutover";
                    case "settle" -> "settle";
                    default -> "next";
                };
            }));
        }
        var rollback = Json.text(migration.view(), "rollback");
        if (!rollback.isEmpty()) {
            lines.add("Back: " + migration.words("rollback") + "  (" + rollback + ")");
        }
    }

    private void heading(String text) {
        lines.add("");
        lines.add(style.bold(text));
    }
}
