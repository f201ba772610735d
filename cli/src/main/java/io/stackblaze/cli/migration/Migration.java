package io.stackblaze.cli.migration;

import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;
import tools.jackson.databind.JsonNode;

/**
 * One migration, as the server tells it.
 *
 * @param view the server's answer
 */
record Migration(JsonNode view) {
    /** The steps, in order. */
    static final List<String> STEPS = List.of("inspect", "prepare", "sync", "rehearse", "review", "cutover", "watch",
            "settle");
    private static final String ALL = "/api/v1/migrations";

    /** The one of that app or id; without a word the only one that goes on, or the only one there is. */
    static Migration chosen(Api api, Optional<String> word) throws Failure {
        if (word.isPresent()) {
            return new Migration(api.get(ALL + "/" + Target.encode(word.get())));
        }
        var all = api.get(ALL).path("items").values().stream().map(Migration::new).toList();
        if (all.isEmpty()) {
            throw Failure.of("Nothing is being migrated.", "Begin: stackblaze migrate start APP --project NAME",
                    "Look at an app first: stackblaze heroku inspect APP");
        }
        var open = all.stream().filter(each -> !each.over()).toList();
        var choice = open.isEmpty() ? all : open;
        if (choice.size() > 1) {
            throw Failure.of("Which one? " + choice.size() + " apps are being migrated.",
                    "Name one of: " + String.join(", ", choice.stream().map(Migration::app).toList()));
        }
        return new Migration(api.get(choice.getFirst().path("")));
    }

    /** Begins one. */
    static Migration begin(Api api, JsonNode body) throws Failure {
        return new Migration(api.post(ALL, body));
    }

    /** As it is now. */
    Migration now(Api api) throws Failure {
        return new Migration(api.get(path("")));
    }

    String app() {
        return Json.text(view, "app");
    }

    /** {@code shop / production}, where it goes. */
    String target() {
        return Json.text(view, "project") + " / " + Json.text(view, "environment");
    }

    String state() {
        return Json.text(view, "state");
    }

    /** The step that is in work, or the next one. */
    String step() {
        return Json.text(view, "step");
    }

    /** The operation that is in work; empty when none is. */
    String operation() {
        return Json.text(view, "operation");
    }

    /** Whether nothing more comes. */
    boolean over() {
        return state().equals("settled") || state().equals("aborted");
    }

    /** Whether the app runs here. */
    boolean runsHere() {
        return state().equals("settled") || Json.text(step("cutover"), "state").equals("done");
    }

    /** One step's plan and proof. */
    JsonNode step(String name) {
        return view.path("steps").values().stream().filter(each -> Json.text(each, "name").equals(name)).findFirst()
                .orElseGet(Json::object);
    }

    /** Gates that keep the next step from beginning. */
    List<JsonNode> redGates() {
        return view.path("gates").values().stream().filter(gate -> !gate.path("green").asBoolean(false)).toList();
    }

    /** Path of something of it in the API. */
    String path(String rest) {
        return ALL + "/" + Target.encode(Json.text(view, "id")) + rest;
    }

    /** What is typed to name this one. */
    String words(String verb) {
        return "stackblaze migrate " + verb + " " + app();
    }
}
