package io.stackblaze.cli.datastore;

import java.time.Duration;
import java.time.Instant;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Change;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.JsonNode;

/** Backups of databases. They are kept by themselves; these look at them, and take and prove one now. */
public final class BackupCommands {
    private BackupCommands() {}

    /** {@code backups [list]}. */
    public static final class List implements Command {
        @Override
        public void describe(Syntax syntax) {
            Datastore.describe(syntax)
                    .note("To bring a moment back: stackblaze db restore --to \"2026-11-23 10:15:00Z\" --as NEW");
        }

        @Override
        public int run(Call call) throws Failure {
            var api = Connection.of(call);
            var database = Datastore.of(call, api);
            var report = api.get(database.path("/backups"));
            if (call.json()) {
                call.screen().result(Json.write(report));
                return 0;
            }
            var now = call.context().clock().instant();
            var detail = Json.text(report, "detail");
            call.screen().result(database.service() + ": " + Json.text(report, "state")
                    + (detail.isEmpty() ? "." : ". " + detail));
            for (var range : report.path("ranges").values()) {
                call.screen().result("Any moment from " + secondAfter(range, "from") + " to " + second(range, "until")
                        + " can be restored.");
            }
            var copies = report.path("ranges").isEmpty() && !report.path("bases").isEmpty();
            if (copies) {
                call.screen().result("Each of these can be restored: stackblaze db restore " + database.service()
                        + " --to-point BACKUP --as NEW. A time means the newest one at or before it.");
            }
            var proof = report.path("proof");
            if (!proof.isMissingNode()) {
                call.screen().result(words(proof, copies, now));
            }
            var table = new Table("BACKUP", "MADE", "SIZE", "KEPT AS");
            for (var base : report.path("bases").values()) {
                table.add(Json.text(base, "id"),
                        Json.time(base, "at").map(at -> Words.relative(at, now)).orElse(""),
                        Words.bytes(base.path("bytes").asLong(0)), Words.bytes(base.path("stored_bytes").asLong(0)));
            }
            call.screen().table(table, "The first backup is being made.");
            return 0;
        }

        private static String words(JsonNode proof, boolean redis, Instant now) {
            var held = Json.time(proof, "held_at").map(at -> Words.relative(at, now)).orElse("");
            if (!proof.path("faults").isEmpty()) {
                return "The last restore that was tried, " + held + ", FAILED: "
                        + proof.path("faults").path(0).asString("");
            }
            var rows = proof.path("rows").asLong(0);
            return "Last proven restore: %s, of %s: %s, in %s.".formatted(held, second(proof, "moment"), redis
                    ? rows + " keys"
                    : "%d tables, %d rows, %d indexes".formatted(proof.path("tables").asInt(0), rows,
                            proof.path("indexes").asInt(0)),
                    Words.of(Duration.ofMillis(proof.path("millis").asLong(0))));
        }

        private static String second(JsonNode node, String field) {
            return Json.time(node, field).map(List::words).orElse("");
        }

        /** The first whole second that is not before it. */
        private static String secondAfter(JsonNode node, String field) {
            return Json.time(node, field).map(at -> words(at.plusNanos(999_999_999))).orElse("");
        }

        private static String words(Instant at) {
            return Instant.ofEpochSecond(at.getEpochSecond()).toString().replace('T', ' ');
        }
    }

    /** {@code backups create}. */
    public static final class Create implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(Datastore.describe(syntax)).note("One is made every day by itself.");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var database = Datastore.of(call, api);
            return Change.follow(call, api, api.post(database.path("/backups"), Json.object()),
                    "Backed up " + database.service() + ", and read it back.");
        }
    }

    /** {@code backups verify}. */
    public static final class Verify implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(Datastore.describe(syntax)).note(
                    "Restores a random moment beside everything else, compares it with what was there then, checks",
                    "every index, and throws it away. This is done every week by itself.");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var database = Datastore.of(call, api);
            return Change.follow(call, api, api.post(database.path("/proofs"), Json.object()),
                    "Proved: " + database.service() + " can be restored.");
        }
    }
}
