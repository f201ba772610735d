package io.stackblaze.cli.deployment;

import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.terminal.Style;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** A plan, as people read it: a sign for each service, and each key that changes. */
public final class PlanView {
    private PlanView() {}

    /** The lines of a plan that the server made. */
    public static List<String> lines(JsonNode plan, String title, Style style) {
        var lines = new ArrayList<String>();
        var changes = plan.path("changes").values();
        if (changes.isEmpty()) {
            lines.add("Plan for " + style.bold(title) + ": the blueprint changes nothing.");
        } else {
            lines.add("Plan for " + style.bold(title) + ":");
        }
        for (var change : changes) {
            change(change, style, lines);
        }
        Json.texts(plan, "warnings").forEach(warning -> lines.add(style.notable("Note: ") + warning));
        if (!changes.isEmpty()) {
            lines.add(summary(plan));
        }
        return lines;
    }

    private static void change(JsonNode change, Style style, List<String> lines) {
        var action = Json.text(change, "action");
        var name = Json.text(change, "service");
        var type = Json.text(change, "type");
        switch (action) {
            case "create" -> lines.add("  " + style.good("+ " + name) + "  " + type);
            case "update" -> lines.add("  " + style.notable("~ " + name) + "  " + type
                    + (change.path("restarts").asBoolean(false) ? ", instances are replaced" : ""));
            case "remove" -> lines.add("  " + style.bad("- " + name) + "  " + type + ", its processes end");
            default -> lines.add("  " + style.dim("= " + name) + "  " + type
                    + ", no longer named; it stays, with its data. To delete it: stackblaze destroy --datastore "
                    + name);
        }
        for (var field : change.path("fields").values()) {
            var before = Json.text(field, "before");
            var after = Json.text(field, "after");
            lines.add("      " + Json.text(field, "path") + ": "
                    + (before.isEmpty() ? after : before + " -> " + (after.isEmpty() ? "(none)" : after)));
        }
    }

    private static String summary(JsonNode plan) {
        var parts = new ArrayList<String>();
        for (var action : List.of("create", "update", "remove", "keep")) {
            long count = plan.path("changes").values().stream()
                    .filter(change -> Json.text(change, "action").equals(action)).count();
            if (count > 0) {
                parts.add(count + " to " + action);
            }
        }
        return Words.count(plan.path("changes").size(), "service") + ": " + String.join(", ", parts) + ".";
    }
}
