package io.stackblaze.server.move;

import java.util.Locale;
import java.util.Map;

import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.schema.SchemaBy;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Problem;

/** The routes about moves. Who names addresses, or ends a move, must be an admin: the server connects to them. */
public final class MoveRoutes implements Http.Feature {
    private static final String ALL = "/api/v1/moves";
    private static final String ONE = ALL + "/{move}";

    private final MoveChanges changes;
    private final MoveViews views;

    MoveRoutes(MoveChanges changes, MoveViews views) {
        this.changes = changes;
        this.views = views;
    }

    /** A comparison as a text. */
    private record Report(String markdown, String json) {}

    @Override
    public void register(Api api) {
        api.get(ALL, Access.READ, _ -> Answer.ok(Map.of("items", views.list())));
        api.post(ALL, Access.ADMIN, this::create);
        api.get(ONE, Access.READ, call -> Answer.ok(changes.find(id(call))));
        api.get(ONE + "/report", Access.READ, this::report);
        api.post(ONE + "/follow", Access.WRITE, call -> Answer.accepted(changes.follow(id(call), by(call))));
        api.post(ONE + "/verify", Access.WRITE, call -> Answer.accepted(changes.verify(id(call), by(call))));
        api.post(ONE + "/cutover", Access.WRITE, call -> turn(call, false));
        api.post(ONE + "/reverse", Access.WRITE, call -> turn(call, true));
        api.post(ONE + "/settle", Access.ADMIN,
                call -> Answer.accepted(changes.settle(id(call), call.text("confirm").orElse(""), by(call))));
        api.post(ONE + "/abort", Access.ADMIN,
                call -> Answer.accepted(changes.abort(id(call), call.text("confirm").orElse(""), by(call))));
    }

    private Answer create(Call call) {
        return new Answer(202, changes.create(new MoveChanges.Wanted(call.text("name"),
                MoveKind.valueOf(call.text("kind").orElseThrow().toUpperCase(Locale.ROOT)),
                call.text("source").orElseThrow(), call.text("target").orElseThrow(),
                new Move.Settings(call.body().path("once").asBoolean(false), call.number("jobs").orElse(0),
                        call.number("limit_rate_mb").orElse(0),
                        SchemaBy.valueOf(call.text("schema_by").orElse("auto").toUpperCase(Locale.ROOT)),
                        Method.valueOf(call.text("method").orElse("auto").toUpperCase(Locale.ROOT)))),
                by(call)));
    }

    private Answer report(Call call) {
        var view = changes.find(id(call));
        return Answer.ok(new Report(views.report(view.id(), true).orElseThrow(MoveRoutes::noReport),
                views.report(view.id(), false).orElseThrow(MoveRoutes::noReport)));
    }

    private static Problem noReport() {
        return Problem.notFound("A report on that move", "Compare both sides first; reports are of Postgres.");
    }

    private Answer turn(Call call, boolean back) {
        return Answer.accepted(changes.turn(id(call), back, call.body().path("writers_stopped").asBoolean(false),
                call.number("longest_pause_seconds").orElse(0), by(call)));
    }

    private static String id(Call call) {
        return call.path("move");
    }

    private static String by(Call call) {
        return call.caller().name();
    }
}
