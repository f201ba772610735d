package io.stackblaze.cli.move;

import java.time.Duration;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** Shows where a move of the server stands. */
record MoveStatus(Screen screen) {
    private static final int MOST_TABLES = 20;

    void show(boolean json, JsonNode move) {
        if (json) {
            screen.result(Json.write(move));
            return;
        }
        screen.result(state(move));
        if (Json.text(move, "state").equals("copying")) {
            copy(move);
        }
        var failure = move.path("failure");
        if (failure.has("detail")) {
            screen.result("  ✗ " + Json.text(failure, "detail"));
        }
        Json.texts(move, "limits").forEach(limit -> screen.result("  ! " + limit));
        var compared = move.path("compared");
        if (compared.has("at")) {
            screen.result("  compared " + Json.text(compared, "at") + ": " + compared.path("rows").asLong(0) + ", "
                    + (compared.path("found").asLong(0) == 0
                            ? "no difference"
                            : compared.path("found").asLong(0) + " differ"));
        }
    }

    private static String state(JsonNode move) {
        var state = switch (Json.text(move, "state")) {
            case "new" -> "not begun";
            case "cut_over" -> "following back";
            case String other -> other;
        };
        var follow = move.path("follow");
        if (!follow.has("lag_millis")) {
            return state;
        }
        var fault = Json.text(follow, "fault");
        return fault.isEmpty()
                ? "%s; %s behind, %s in the last round".formatted(state,
                        Words.of(Duration.ofMillis(follow.path("lag_millis").asLong(0))),
                        Words.count(follow.path("last_changes").asLong(0), "change"))
                : state + "; " + fault;
    }

    private void copy(JsonNode move) {
        var copy = move.path("copy");
        long left = copy.path("seconds_left").asLong(-1);
        screen.result("  %s: %s, %s of %s, %s/s, indexes %d of %d%s".formatted(Json.text(copy, "step"),
                copy.path("done").asLong(0), Words.bytes(copy.path("bytes").asLong(0)),
                Words.bytes(copy.path("total_bytes").asLong(0)),
                Words.bytes(copy.path("bytes_per_second").asLong(0)), copy.path("indexes_built").asInt(0),
                copy.path("indexes").asInt(0), left < 0 ? "" : ", " + Words.of(Duration.ofSeconds(left)) + " left"));
        var table = new Table("TABLE", "ROWS", "BYTES", "OF", "");
        move.path("tables").values().stream().limit(MOST_TABLES)
                .forEach(each -> table.add(Json.text(each, "name"), Long.toString(each.path("rows").asLong(0)),
                        Words.bytes(each.path("bytes").asLong(0)), Words.bytes(each.path("total_bytes").asLong(0)),
                        each.path("complete").asBoolean(false) ? "done" : ""));
        screen.table(table, "  no tables");
    }
}
