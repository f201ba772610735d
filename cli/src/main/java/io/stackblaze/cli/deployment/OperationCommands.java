package io.stackblaze.cli.deployment;

import java.io.IOException;
import java.util.ArrayList;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** Looks at operations: deployments, rollbacks, restarts and the like. */
public final class OperationCommands {
    private OperationCommands() {}

    /** {@code operations [list]}. */
    public static final class List implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.environment().option("STATE", "Only those that are queued, running, succeeded, failed or cancelled.",
                    "--state").number("COUNT", "How many at most; 20 by default.", "-n", "--limit");
        }

        @Override
        public int run(Call call) throws Failure {
            var query = new ArrayList<String>();
            query.add("limit=" + call.number("--limit").orElse(20));
            call.option("--project").ifPresent(name -> query.add("project=" + Target.encode(name)));
            call.option("--environment").ifPresent(name -> query.add("environment=" + Target.encode(name)));
            call.option("--state").ifPresent(state -> query.add("state=" + Target.encode(state)));
            var operations = Connection.of(call).get("/api/v1/operations?" + String.join("&", query));
            if (call.json()) {
                call.screen().result(Json.write(operations));
                return 0;
            }
            var now = call.context().clock().instant();
            var table = new Table("OPERATION", "KIND", "WHERE", "STATE", "BEGAN", "BY");
            for (var operation : operations.path("items").values()) {
                table.add(Json.text(operation, "id"), Json.text(operation, "kind"), where(operation),
                        Json.text(operation, "state"),
                        Json.time(operation, "created_at").map(at -> Words.relative(at, now)).orElse(""),
                        Json.text(operation, "by"));
            }
            call.screen().table(table, "None.");
            return 0;
        }

        private static String where(JsonNode operation) {
            var environment = Json.text(operation, "environment");
            return Json.text(operation, "project") + (environment.isEmpty() ? "" : " / " + environment);
        }
    }

    /** {@code operations follow ID}. */
    public static final class Follow implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.words("OPERATION", "1", "Its id.").flag("Shows every line of its log.", "-v", "--verbose");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var begun = api.get("/api/v1/operations/" + Target.encode(call.words().getFirst()));
            var ended = new Follower(call, api).verbose(call.flag("--verbose")).follow(begun);
            call.screen().result(call.json() ? Json.write(ended) : Json.text(ended, "kind") + " succeeded.");
            return 0;
        }
    }

    /** {@code operations cancel ID}. */
    public static final class Cancel implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.words("OPERATION", "1", "Its id.");
        }

        @Override
        public int run(Call call) throws Failure, IOException {
            var operation = Connection.of(call)
                    .post("/api/v1/operations/" + Target.encode(call.words().getFirst()) + "/cancel", null);
            call.screen().result(call.json()
                    ? Json.write(operation)
                    : "Cancelling; it stops after the step that runs. To watch: stackblaze operations follow "
                            + Json.text(operation, "id"));
            return 0;
        }
    }
}
