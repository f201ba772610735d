package io.stackblaze.cli.move;

import java.io.IOException;
import java.util.Optional;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.deployment.Follower;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.move.MoveCommand.Verb;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.platform.Home;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.redis.move.RedisEndpoint;
import tools.jackson.databind.JsonNode;

/** A move that a server does: what is typed here is asked of it, and followed until it is done. */
final class ServerMove {
    private static final String MOVES = "/api/v1/moves";

    private final Call call;
    private final Api api;
    private final String kind;
    private final Pair pair;
    private final Optional<JsonNode> known;

    /** Both addresses as the server takes them, and as it shows them. */
    private record Pair(String source, String target, String shownSource, String shownTarget) {
        /** Leaves passwords out. */
        @Override
        public String toString() {
            return shownSource + " " + shownTarget;
        }
    }

    private ServerMove(Call call, Api api, String kind, Pair pair, Optional<JsonNode> known) {
        this.call = call;
        this.api = api;
        this.kind = kind;
        this.pair = pair;
        this.known = known;
    }

    /** The move that both words name; empty when no server is on hand, or it has nothing to do with this move. */
    static Optional<ServerMove> of(Call call, String kind, Verb verb) throws Failure {
        var api = server(call);
        var moves = api.isEmpty() ? Optional.<JsonNode>empty() : moves(call, api.get());
        if (moves.isEmpty()) {
            return Optional.empty();
        }
        var pair = pair(call, kind);
        var known = moves.get().path("items").values().stream()
                .filter(move -> Json.text(move, "kind").equals(kind) && !move.has("finished_at")
                        && Json.text(move, "source").equals(pair.shownSource())
                        && Json.text(move, "target").equals(pair.shownTarget()))
                .findFirst();
        return known.isPresent() || verb.begins()
                ? Optional.of(new ServerMove(call, api.get(), kind, pair, known))
                : Optional.empty();
    }

    /** The server that the environment names, or else the one that this home says is running. */
    private static Optional<Api> server(Call call) throws Failure {
        if (named(call)) {
            return Optional.of(Connection.of(call));
        }
        if (call.context().variables().getOrDefault("STACKBLAZE_HOME",
                call.context().variables().getOrDefault("HOME", "")).isBlank()) {
            return Optional.empty();
        }
        var home = Home.of(call);
        return home.serverUrl().isPresent() && home.token().isPresent()
                ? Optional.of(Connection.of(call))
                : Optional.empty();
    }

    private static boolean named(Call call) {
        return !call.context().variables().getOrDefault("STACKBLAZE_URL", "").isBlank();
    }

    /** What moves the server has; empty when it does not run, or is too old to have any. */
    private static Optional<JsonNode> moves(Call call, Api api) throws Failure {
        try {
            return Optional.of(api.get(MOVES));
        } catch (Failure e) {
            if (e.exit() == Exit.FAILED || (e.exit() == Exit.UNREACHABLE && !named(call))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Pair pair(Call call, String kind) throws Failure {
        var source = Word.address(call, 0);
        var target = Word.address(call, 1);
        var pair = new Pair(source, target, shown(kind, source), shown(kind, target));
        if (pair.shownSource().equals(pair.shownTarget())) {
            throw Failure.of("Source and target are the same database, " + pair.shownSource() + ".");
        }
        return pair;
    }

    private static String shown(String kind, String address) throws Failure {
        if (Word.isService(address)) {
            return address;
        }
        try {
            return kind.equals("postgres")
                    ? Endpoint.parse(address).shown()
                    : RedisEndpoint.parse(address).shown();
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()), kind.equals("postgres")
                    ? "Like this: postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require"
                    : "Like this: rediss://USER:PASSWORD@HOST:PORT");
        }
    }

    /** Has it done; gives the exit code. */
    int run(Verb verb) throws Failure, IOException, InterruptedException {
        switch (verb) {
            case COPY, FOLLOW -> begin(verb);
            case VERIFY -> verify();
            case CUTOVER, REVERSE -> turn(verb);
            case SETTLE, ABORT -> end(verb);
            case STATUS -> new MoveStatus(call.screen()).show(call.json(), move());
        }
        return 0;
    }

    private void begin(Verb verb) throws Failure, IOException, InterruptedException {
        var state = known.map(move -> Json.text(move, "state")).orElse("");
        if (state.equals("following") || state.equals("cut_over")) {
            result("The server follows this move already: " + name() + ".");
            return;
        }
        var operation = known.isPresent() ? Json.text(ask("/follow", Json.object()), "id") : create(verb);
        call.screen().note("The server copies " + pair.shownSource() + " to " + pair.shownTarget()
                + "; with --here this process does.");
        follow(operation);
        if (verb == Verb.COPY) {
            report();
            result("Equal: " + compared(move()) + ".");
        } else {
            result("The server keeps " + name() + " in step. How far it is: stackblaze " + noun() + " status " + typed()
                    + "; to cut over: stackblaze " + noun() + " cutover " + typed());
        }
    }

    /** Both sides, to be typed again; a URL may hold a password, and is not shown. */
    private String typed() {
        return (call.words().getFirst().contains("://") ? "SOURCE" : call.words().getFirst()) + " "
                + (call.words().getLast().contains("://") ? "TARGET" : call.words().getLast());
    }

    private String create(Verb verb) throws Failure {
        var limits = CopyCommand.limits(call);
        var body = Json.object().put("kind", kind).put("source", pair.source()).put("target", pair.target())
                .put("once", verb == Verb.COPY);
        call.option("--name").ifPresent(name -> body.put("name", name));
        call.number("--jobs").ifPresent(_ -> body.put("jobs", limits.readers()));
        call.option("--schema-by").ifPresent(way -> body.put("schema_by", way));
        call.option("--method").ifPresent(method -> body.put("method", method));
        call.number("--limit-rate").ifPresent(rate -> body.put("limit_rate_mb", rate));
        return Json.text(api.post(MOVES, body), "operation");
    }

    private void verify() throws Failure, IOException, InterruptedException {
        try {
            follow(Json.text(ask("/verify", Json.object()), "id"));
        } finally {
            report();
        }
        result("Equal: " + compared(move()) + ".");
    }

    private void turn(Verb verb) throws Failure, IOException, InterruptedException {
        var body = Json.object();
        call.number("--longest-pause").ifPresent(seconds -> body.put("longest_pause_seconds", seconds));
        if (kind.equals("redis")) {
            if (!call.flag("--yes") && call.screen()
                    .ask("Stop everything that writes to the live side now, then press Enter: ").isEmpty()) {
                throw Failure.of("Nobody said that writers are stopped. With --yes nobody is asked.");
            }
            body.put("writers_stopped", true);
        }
        follow(Json.text(ask(verb == Verb.CUTOVER ? "/cutover" : "/reverse", body), "id"));
        var cut = move().path("cut");
        result("%s is live. Writes stood still for %s; %s compared within, no difference.".formatted(
                verb == Verb.CUTOVER ? pair.shownTarget() : pair.shownSource(),
                Words.of(java.time.Duration.ofMillis(cut.path("pause_millis").asLong(0))),
                counted(cut.path("compared").asLong(0))));
        call.screen()
                .note("Point the application at it now. The server keeps the other side in step, for the way back.");
    }

    private void end(Verb verb) throws Failure, InterruptedException {
        if (verb == Verb.ABORT && kind.equals("redis")
                && !call.option("--confirm").orElse("").equals(pair.shownTarget())) {
            throw Failure.of("This deletes every key of the target, " + pair.shownTarget() + ".",
                    "To do it: --confirm " + pair.shownTarget());
        }
        var id = Json.text(known(), "id");
        follow(Json.text(ask(verb == Verb.ABORT ? "/abort" : "/settle", Json.object().put("confirm", name())), "id"));
        var ended = api.get(MOVES + "/" + id);
        call.screen().result(call.json()
                ? Json.write(ended)
                : verb == Verb.ABORT
                        ? "Aborted: " + pair.shownSource() + " is as it was."
                        : "Settled: " + pair.shownTarget() + " is live, and nothing follows it any more.");
    }

    private JsonNode ask(String what, JsonNode body) throws Failure {
        return api.post(MOVES + "/" + Json.text(known(), "id") + what, body);
    }

    private void follow(String operation) throws Failure, InterruptedException {
        new Follower(call, api).follow(api.get("/api/v1/operations/" + Target.encode(operation)));
    }

    /** Writes the last comparison down, where that is asked for. */
    private void report() throws Failure, IOException {
        var file = call.option("--report");
        if (file.isPresent()) {
            var report = api.get(MOVES + "/" + Json.text(move(), "id") + "/report");
            Reports.write(call, file.get(), Json.text(report, file.get().endsWith(".json") ? "json" : "markdown"));
        }
    }

    private void result(String text) throws Failure {
        call.screen().result(call.json() ? Json.write(move()) : text);
    }

    private String compared(JsonNode move) {
        return counted(move.path("compared").path("rows").asLong(0)) + " compared";
    }

    private String counted(long number) {
        return Words.count(number, kind.equals("postgres") ? "row" : "key");
    }

    private String noun() {
        return kind.equals("postgres") ? "db" : "redis";
    }

    private String name() throws Failure {
        return Json.text(move(), "name");
    }

    private JsonNode known() throws Failure {
        return known.isPresent() ? known.get() : move();
    }

    /** As it is now: by its id, or the newest between these two. */
    private JsonNode move() throws Failure {
        return known.isPresent()
                ? api.get(MOVES + "/" + Json.text(known.get(), "id"))
                : api.get(MOVES).path("items").values().stream()
                        .filter(move -> Json.text(move, "source").equals(pair.shownSource())
                                && Json.text(move, "target").equals(pair.shownTarget()))
                        .findFirst().orElseGet(Json::object);
    }
}
