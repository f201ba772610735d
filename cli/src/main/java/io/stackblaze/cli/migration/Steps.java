package io.stackblaze.cli.migration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.deployment.Follower;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Does steps of a migration: shows what each will do, asks, and follows it to its end. */
final class Steps {
    private final Call call;
    private final Api api;

    Steps(Call call, Api api) {
        this.call = call;
        this.api = api;
    }

    /** The options of commands that do steps. */
    static Syntax describe(Syntax syntax) {
        return syntax.flag("Does not ask.", "--yes").flag("Does not wait for the end.", "--detach");
    }

    /** The option of commands that may do several. */
    static Syntax describeUntil(Syntax syntax) {
        return describe(syntax).option("STEP", "Goes on by itself until this step is done: "
                + String.join(", ", Migration.STEPS.subList(0, Migration.STEPS.size() - 1)) + ".", "--auto-until");
    }

    /** The step that {@code --auto-until} names. */
    static Optional<String> until(Call call) throws Failure {
        var step = call.option("--auto-until");
        if (step.isPresent() && !Migration.STEPS.contains(step.get())) {
            throw Failure.of("'" + step.get() + "' is no step.", "There are: " + String.join(", ", Migration.STEPS));
        }
        if (step.equals(Optional.of("settle"))) {
            throw Failure.of("Settling ends the way back; it is never done by itself.", "stackblaze migrate settle");
        }
        return step;
    }

    /** Shows the next step, asks, and does it; with a step to reach, does all up to that one. */
    Migration next(Migration from, Optional<String> until) throws Failure, IOException, InterruptedException {
        var migration = follow(from);
        if (migration.step().equals("watch") && call.flag("--now")) {
            demandName(migration);
            return act(migration, "next", Json.object().put("now", true).put("confirm", migration.app()));
        }
        allow(migration);
        show(migration.step(), Json.texts(migration.view(), "next"));
        demand(until.isPresent() ? "Do this, and go on until " + until.get() + " is done? [y/N] " : "Do this? [y/N] ");
        migration = step(migration);
        return until.isEmpty() ? migration : go(migration, until.get());
    }

    /** Does all steps up to that one, without asking. */
    Migration go(Migration from, String until) throws Failure, InterruptedException {
        int last = Migration.STEPS.indexOf(until);
        var migration = from;
        while (!migration.over() && Migration.STEPS.indexOf(migration.step()) <= last) {
            var step = migration.step();
            allow(migration);
            show(step, Json.texts(migration.view(), "next"));
            migration = step(migration);
            if (migration.step().equals(step)) {
                return migration;
            }
        }
        return migration;
    }

    private Migration step(Migration migration) throws Failure, InterruptedException {
        var step = migration.step();
        var after = act(migration, step.equals("cutover") ? "cutover" : "next",
                step.equals("rehearse") ? paths() : null);
        if (!call.json() && !call.flag("--detach")) {
            Json.texts(after.step(step), "proof").forEach(proof -> call.screen().note("    " + proof));
        }
        return after;
    }

    private @Nullable JsonNode paths() {
        var paths = call.options("--path");
        if (paths.isEmpty()) {
            return null;
        }
        var body = Json.object();
        paths.forEach(body.putArray("paths")::add);
        return body;
    }

    /** Refuses what cannot be begun now, with every reason. */
    private static void allow(Migration migration) throws Failure {
        if (migration.state().equals("paused")) {
            throw Failure.of("The migration of " + migration.app() + " is paused.", migration.words("resume"));
        }
        if (migration.step().equals("settle")) {
            throw Failure.of("The next step is to settle, which ends the way back.", migration.words("settle"));
        }
        allowGates(migration);
    }

    /** Refuses while a gate is red. */
    static void allowGates(Migration migration) throws Failure {
        var red = migration.redGates();
        if (!red.isEmpty()) {
            var lines = new ArrayList<String>();
            red.forEach(gate -> lines.add("✗ " + Json.text(gate, "name") + ": " + Json.text(gate, "says")));
            throw Failure.of("Before " + migration.step() + ", " + (red.size() == 1
                    ? "one gate must be green that is not."
                    : red.size() + " gates must be green that are not."),
                    red.stream().map(gate -> Json.text(gate, "remedy")).filter(remedy -> !remedy.isEmpty()).distinct()
                            .toArray(String[]::new))
                    .withLines(lines);
        }
    }

    /** Shows what will be done, a sentence each. */
    void show(String step, List<String> sentences) {
        if (call.json()) {
            return;
        }
        call.screen().note(call.screen().errorStyle().bold(step) + " will:");
        sentences.forEach(sentence -> call.screen().note("  - " + sentence));
    }

    /** Asks, unless told not to. */
    void demand(String question) throws Failure, IOException {
        if (!call.flag("--yes")
                && call.screen().ask(question).filter(answer -> answer.matches("(?i)y|yes")).isEmpty()) {
            throw Failure.of("Nothing was changed.", "Without a question: --yes");
        }
    }

    /** Wants the app's name to be typed, or repeated by {@code --confirm}. */
    void demandName(Migration migration) throws Failure, IOException {
        var typed = call.option("--confirm");
        if (typed.isEmpty()) {
            typed = call.screen().ask("Type " + migration.app() + " to go on: ");
        }
        if (!migration.app().equals(typed.orElse(""))) {
            throw Failure.of("Nothing was changed: '" + typed.orElse("") + "' is not '" + migration.app() + "'.",
                    "In scripts: --confirm " + migration.app());
        }
    }

    /** Asks the server for something, and follows the operation if one comes of it. */
    Migration act(Migration migration, String verb, @Nullable JsonNode body) throws Failure, InterruptedException {
        var answer = api.post(migration.path("/" + verb), body);
        boolean operation = !Json.text(answer, "kind").isEmpty();
        if (operation && call.flag("--detach")) {
            call.screen().note("Begun. To follow it: stackblaze operations follow " + Json.text(answer, "id"));
        } else if (operation) {
            new Follower(call, api).follow(answer);
        }
        return migration.now(api);
    }

    /** Follows the operation that is in work, if there is one. */
    Migration follow(Migration migration) throws Failure, InterruptedException {
        if (migration.operation().isEmpty() || call.flag("--detach")) {
            return migration;
        }
        new Follower(call, api).follow(api.get("/api/v1/operations/" + migration.operation()));
        return migration.now(api);
    }

    /** The command's result: the migration in short, and what comes next. */
    int tell(Migration migration) {
        call.screen().results(call.json()
                ? List.of(Json.write(migration.view()))
                : StatusText.brief(migration, call.screen().style()));
        return 0;
    }
}
