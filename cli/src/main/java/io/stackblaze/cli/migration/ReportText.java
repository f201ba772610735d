package io.stackblaze.cli.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** A migration as a Markdown file, to be kept and shown around: who did what when, and what was proved. */
final class ReportText {
    private final JsonNode view;
    private final List<String> lines = new ArrayList<>();

    private ReportText(JsonNode view) {
        this.view = view;
    }

    static String markdown(Migration migration) {
        return String.join("\n", new ReportText(migration.view()).write(migration)) + "\n";
    }

    private List<String> write(Migration migration) {
        lines.add("# " + clean(migration.app()) + ", from Heroku to " + clean(migration.target()));
        lines.add("");
        lines.add("State: " + migration.state().replace('_', ' ') + ". Begun " + Json.text(view, "created_at") + " by "
                + clean(Json.text(view, "by")) + ". The app runs " + (migration.runsHere() ? "here." : "at Heroku."));
        steps();
        cut();
        trials();
        data();
        list("Changed at Heroku since it was looked at", Json.texts(view, "differences"));
        open(migration);
        heading("Who did what");
        view.path("history").values().forEach(event -> item(Json.text(event, "at") + ", " + Json.text(event, "by")
                + ": " + Json.text(event, "what")));
        return lines;
    }

    private void steps() {
        for (var step : view.path("steps").values()) {
            heading(Json.text(step, "name") + ": " + Json.text(step, "state"));
            var began = Json.time(step, "started_at");
            var ended = Json.time(step, "finished_at");
            if (began.isPresent()) {
                item("begun " + began.get() + ended.map(at -> ", took " + Words.of(Duration.between(began.get(), at)))
                        .orElse(""));
            }
            Json.texts(step, "proof").forEach(proof -> item("proved: " + proof));
            if (Json.text(step, "state").equals("done")) {
                item("undone by: " + Json.text(step, "undo"));
            }
        }
    }

    private void cut() {
        var cut = view.path("cutover");
        if (cut.isEmpty()) {
            return;
        }
        heading("The last cut, to " + (Json.text(cut, "direction").equals("here") ? "here" : "Heroku"));
        item("at " + Json.text(cut, "at"));
        item("writes stood still for " + cut.path("pause_millis").asLong(0) + " ms; the longest request was held for "
                + cut.path("held_millis").asLong(0) + " ms");
        item(cut.path("compared").asLong(0) + " rows and keys compared, " + cut.path("differences").asLong(0)
                + " different");
        cut.path("steps").values()
                .forEach(part -> item(Json.text(part, "name") + ": " + part.path("millis").asLong(0) + " ms"));
    }

    private void trials() {
        list("Rehearsed in staging", view.path("rehearsal").values().stream()
                .map(trial -> (trial.path("passed").asBoolean(false) ? "passed: " : "FAILED: ")
                        + Json.text(trial, "name") + ": " + Json.text(trial, "says"))
                .toList());
    }

    private void data() {
        list("Data", view.path("sync").values().stream()
                .map(store -> Json.text(store, "name") + " (" + Json.text(store, "kind") + "): "
                        + store.path("done").asLong(0) + " copied, " + store.path("changes").asLong(0)
                        + " changes brought over since, " + store.path("compared").asLong(0) + " compared equal"
                        + Json.time(store, "compared_at").map(at -> " at " + at).orElse(""))
                .toList());
    }

    private void open(Migration migration) {
        var open = new ArrayList<String>();
        migration.redGates().forEach(gate -> open.add(Json.text(gate, "name") + ": " + Json.text(gate, "says") + " -> "
                + Json.text(gate, "remedy")));
        view.path("sync").values().forEach(store -> Json.texts(store, "faults")
                .forEach(fault -> open.add(Json.text(store, "name") + ": " + fault)));
        if (!migration.over()) {
            open.add("next step: " + migration.step());
        }
        list("What is left to do", open);
    }

    private void list(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            heading(heading);
            sentences.forEach(this::item);
        }
    }

    private void heading(String text) {
        lines.add("");
        lines.add("## " + clean(text));
        lines.add("");
    }

    private void item(String text) {
        lines.add("- " + clean(text));
    }

    /** One line, which no name can turn into markup. */
    private static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip().replaceAll("([<>`*\\[\\]|])", "\\\\$1");
    }
}
