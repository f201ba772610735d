package io.stackblaze.cli.datastore;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

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
                body.put("at", moment(call.option("--to").get()));
            }
            call.option("--to-point").ifPresent(point -> body.put("point", point));
            var api = Connection.of(call);
            var database = Datastore.of(call, api);
            return Change.follow(call, api, api.post(database.path("/restore"), body),
                    "Restored " + database.service() + " as " + as + ", reached as " + as + ".internal."
                            + " To use it in place of the other: stackblaze db swap " + database.service() + " " + as);
        }

        /** Without a time zone nobody knows which moment is meant; both readings are shown. */
        private static String moment(String text) throws Failure {
            var iso = text.strip().replaceFirst(" ", "T");
            try {
                return OffsetDateTime.parse(iso).toInstant().toString();
            } catch (DateTimeException e) {
                throw refused(text, iso);
            }
        }

        private static Failure refused(String text, String iso) {
            try {
                var local = LocalDateTime.parse(iso);
                return Failure.of("'" + text + "' has no time zone.",
                        "In UTC: --to \"" + local.atOffset(ZoneOffset.UTC) + "\"",
                        "In this machine's time zone: --to \""
                                + local.atZone(ZoneId.systemDefault()).toOffsetDateTime() + "\"");
            } catch (DateTimeException e) {
                return Failure.of("'" + text + "' is no moment.", "Like this: --to \"2026-11-23 10:15:00Z\"");
            }
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
