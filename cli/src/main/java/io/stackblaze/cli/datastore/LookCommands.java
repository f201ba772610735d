package io.stackblaze.cli.datastore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

/** Looking at databases. */
public final class LookCommands {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private LookCommands() {}

    /** {@code db list}: all of an environment. */
    public static final class ListAll implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.environment();
        }

        @Override
        public int run(Call call) throws Failure {
            var target = Target.of(call);
            var answer = Connection.of(call).get(target.path("/datastores"));
            if (call.json()) {
                call.screen().result(Json.write(answer.path("items")));
                return 0;
            }
            var table = new Table("DATABASE", "TYPE", "VERSION", "STATE", "SIZE", "BACKUPS");
            for (var one : answer.path("items").values()) {
                table.add(Json.text(one, "service"), Json.text(one, "type"), Json.text(one, "version"),
                        Json.text(one, "state"), one.has("bytes") ? Words.bytes(one.path("bytes").asLong()) : "",
                        Json.text(one, "backups"));
            }
            call.screen().table(table, target.title() + " has no databases.");
            return 0;
        }
    }

    /** {@code db info [DATABASE]}, {@code redis info [DATABASE]}. */
    public static final class Info implements Command {
        private final String type;

        /** Of the only Postgres, or the only Redis, when none is named. */
        public Info(String type) {
            this.type = type;
        }

        @Override
        public void describe(Syntax syntax) {
            Datastore.describe(syntax, type);
        }

        @Override
        public int run(Call call) throws Failure {
            var api = Connection.of(call);
            var database = Datastore.of(call, api, call.word().orElse(""), type);
            var answer = api.get(database.path(""));
            if (call.json()) {
                call.screen().result(Json.write(answer));
                return 0;
            }
            lines(answer, call).forEach(call.screen()::result);
            statements(answer.path("postgres").path("statements"), call);
            var problem = Json.text(answer, "problem");
            if (!problem.isEmpty()) {
                throw Failure.of(problem, "What it writes: stackblaze logs " + database.service()
                        + database.target().options());
            }
            return 0;
        }

        private static List<String> lines(JsonNode answer, Call call) {
            var lines = new ArrayList<String>();
            lines.add(Json.text(answer, "service") + ": " + Json.text(answer, "version") + ", "
                    + Json.text(answer, "state"));
            var postgres = answer.path("postgres");
            if (postgres.isObject()) {
                row(lines, "Size", Words.bytes(postgres.path("bytes").asLong()) + ", "
                        + Words.count(postgres.path("tables").asLong(), "table") + ", "
                        + postgres.path("indexes").asLong()
                        + (postgres.path("indexes").asLong() == 1 ? " index" : " indexes"));
                row(lines, "Connections", postgres.path("connections").asInt() + " of "
                        + postgres.path("max_connections").asInt());
                row(lines, "Cache hit", percent(postgres, "cache_hit_percent"));
                row(lines, "Oldest open transaction", postgres.has("oldest_transaction_seconds")
                        ? Words.of(Duration.ofSeconds(postgres.path("oldest_transaction_seconds").asLong()))
                        : "none");
            }
            var redis = answer.path("redis");
            if (redis.isObject()) {
                var most = redis.path("max_bytes").asLong();
                row(lines, "Memory", Words.bytes(redis.path("bytes").asLong())
                        + (most > 0 ? " of " + Words.bytes(most) : "") + ", eviction " + Json.text(redis, "eviction"));
                row(lines, "Keys", Long.toString(redis.path("keys").asLong()));
                row(lines, "Connections", Integer.toString(redis.path("connections").asInt()));
                row(lines, "Reads that found their key", percent(redis, "hit_percent"));
            }
            backups(answer, call, lines);
            return lines;
        }

        private static void backups(JsonNode answer, Call call, List<String> lines) {
            var backups = answer.path("backups");
            if (!backups.isObject()) {
                row(lines, "Backups", "none");
                return;
            }
            row(lines, "Backups", Json.text(backups, "state") + (answer.has("window_days")
                    ? ", kept for " + Words.count(answer.path("window_days").asLong(), "day") + ", a full copy at "
                            + Json.text(answer, "at") + " UTC"
                    : ""));
            for (var range : backups.path("ranges").values()) {
                row(lines, "Restorable", Json.text(range, "from") + " to " + Json.text(range, "until"));
            }
            Json.time(backups.path("proof"), "held_at").ifPresent(at -> row(lines, "Last proven restore",
                    Words.relative(at, call.context().clock().instant())
                            + (backups.path("proof").path("faults").isEmpty() ? "" : ", which FAILED")));
        }

        private static String percent(JsonNode node, String field) {
            return node.has(field) ? node.path(field).asDouble() + " %" : "nothing read yet";
        }

        private static void row(List<String> lines, String name, String value) {
            lines.add("  " + name + ": " + value);
        }

        private static void statements(JsonNode statements, Call call) {
            var table = new Table("TIME", "CALLS", "EACH", "STATEMENT");
            for (var one : statements.values()) {
                table.add(millis(one, "total_millis"), one.path("calls").asString(), millis(one, "mean_millis"),
                        cut(Json.text(one, "query"), Math.max(30, call.screen().columns() - 30)));
            }
            if (!table.isEmpty()) {
                call.screen().result("");
                call.screen().results(table.lines(call.screen().style()));
            }
        }

        private static String millis(JsonNode node, String field) {
            return Words.of(Duration.ofMillis(Math.round(node.path(field).asDouble())));
        }

        private static String cut(String text, int most) {
            return text.length() <= most ? text : text.substring(0, most - 1) + "…";
        }
    }

    /** {@code db url [DATABASE]}: the connection string as reached from the machine. */
    public static final class Url implements Command {
        private final String type;

        /** Of the only one of that type, when none is named. */
        public Url(String type) {
            this.type = type;
        }

        @Override
        public void describe(Syntax syntax) {
            Datastore.describe(syntax, type).note(
                    "Prints the password, and leaves a record of that. The address is the one on the machine that",
                    "runs the database; services of its environment reach it under its name.",
                    "For programs: stackblaze db psql, stackblaze db redis-cli");
        }

        @Override
        public int run(Call call) throws Failure {
            var api = Connection.of(call);
            var database = Datastore.of(call, api, call.word().orElse(""), type);
            var signIn = SignIn.of(api, database.target(), database.service());
            call.screen().result(call.json() ? Json.write(signIn.answer()) : signIn.url());
            return 0;
        }
    }

    /** {@code db wait [DATABASE]}: until it serves. */
    public static final class Wait implements Command {
        private final String type;

        /** Of the only one of that type, when none is named. */
        public Wait(String type) {
            this.type = type;
        }

        @Override
        public void describe(Syntax syntax) {
            Datastore.describe(syntax, type).note("Waits until it serves, ten minutes at most.");
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var api = Connection.of(call);
            var database = Datastore.of(call, api, call.word().orElse(""), type);
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                var now = api.get(database.path(""));
                var state = Json.text(now, "state");
                if (state.equals("live") && !now.has("problem")) {
                    call.screen().result(call.json() ? Json.write(now) : database.service() + " serves.");
                    return 0;
                }
                if (state.equals("failed") || state.equals("stopped") || System.nanoTime() > deadline) {
                    throw Failure.of(database.service() + " does not serve: it is " + state + ".",
                            "What it writes: stackblaze logs " + database.service() + database.target().options());
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
