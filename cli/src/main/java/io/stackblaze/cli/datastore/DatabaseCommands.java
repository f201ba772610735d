package io.stackblaze.cli.datastore;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Change;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;

/** Restoring databases, and naming moments to restore. */
public final class DatabaseCommands {
    private DatabaseCommands() {}

    /** {@code db restore [DATABASE] --to TIME --as NEW}. */
    public static final class Restore implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(Datastore.describe(syntax)
                    .option("TIME", "A moment with its time zone: \"2026-11-23 10:15:00Z\".", "--to")
                    .option("NAME", "A point, as `db points` shows it; of Redis, a backup, as `backups` does.",
                            "--to-point")
                    .option("NEW", "Name of the new database.", "--as")).note(
                            "Without --to and --to-point: the newest moment. The new database runs beside the old one,",
                            "with the same account and password; nothing is ever overwritten. What can be restored:",
                            "stackblaze backups list");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var body = Json.object();
            var as = Datastore.name(call.option("--as").orElseThrow(
                    () -> Failure.of("What is the new database to be called?", "Add: --as NAME")));
            body.put("as", as);
            if (call.option("--to").isPresent()) {
                body.put("at", Moment.of(call.option("--to").get(), "--to"));
            }
            call.option("--to-point").ifPresent(point -> body.put("point", point));
            var api = Connection.of(call);
            var database = Datastore.of(call, api);
            return Change.follow(call, api, api.post(database.path("/restore"), body),
                    "Restored " + database.service() + " as " + as + ", reached as " + as + ".internal."
                            + " To use it in place of the other: stackblaze db swap " + database.service() + " " + as);
        }
    }

    /** {@code db points}, {@code db points add NAME}. */
    public static final class Points implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.environment().words("[add NAME]", "0..2", "Gives this moment a name; without it, lists them.")
                    .option("DATABASE", "A Postgres service; may be left out if there is one.", "-s", "--service")
                    .note("To bring one back: stackblaze db restore --to-point NAME --as NEW");
        }

        @Override
        public int run(Call call) throws Failure {
            var words = call.words();
            if (!words.isEmpty() && (words.size() != 2 || !words.getFirst().equals("add"))) {
                throw Failure.of("'" + String.join(" ", words) + "' is not understood.",
                        "To name this moment: stackblaze db points add \"before migration 42\"");
            }
            var api = Connection.of(call);
            var database = Datastore.of(call, api, call.option("--service").orElse(""));
            var report = words.isEmpty()
                    ? api.get(database.path("/backups"))
                    : api.post(database.path("/points"), Json.object().put("label", words.getLast()));
            if (call.json()) {
                call.screen().result(Json.write(report.path("points")));
                return 0;
            }
            var now = call.context().clock().instant();
            var table = new Table("POINT", "MADE");
            for (var point : report.path("points").values()) {
                table.add(Json.text(point, "label"),
                        Json.time(point, "at").map(at -> Words.relative(at, now)).orElse(""));
            }
            call.screen().table(table, "No points yet. To name this moment: stackblaze db points add NAME");
            return 0;
        }
    }
}
