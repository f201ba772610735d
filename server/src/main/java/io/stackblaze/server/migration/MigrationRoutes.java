package io.stackblaze.server.migration;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.release.Hostnames;

/** The routes about migrations. */
public final class MigrationRoutes implements Http.Feature {
    private static final String ALL = "/api/v1/migrations";
    private static final String ONE = ALL + "/{migration}";

    private final MigrationChanges changes;
    private final MigrationViews views;

    /** Over what can be asked and seen. */
    public MigrationRoutes(MigrationChanges changes, MigrationViews views) {
        this.changes = changes;
        this.views = views;
    }

    @Override
    public void register(Api api) {
        api.get(ALL, Access.READ, call -> Answer.ok(Map.of("items", views.list())));
        api.post(ALL, Access.WRITE, this::create);
        api.get(ONE, Access.READ, call -> Answer.ok(changes.find(id(call))));
        api.post(ONE + "/next", Access.WRITE, this::next);
        api.post(ONE + "/cutover", Access.WRITE,
                call -> Answer.accepted(changes.cutover(id(call), autoRollback(call), by(call))));
        api.post(ONE + "/rollback", Access.WRITE, call -> Answer.accepted(changes.rollback(id(call), by(call))));
        api.post(ONE + "/settle", Access.ADMIN, call -> Answer.accepted(changes.settle(id(call),
                call.text("confirm").orElse(""), call.body().path("now").asBoolean(false), by(call))));
        api.post(ONE + "/abort", Access.ADMIN, call -> Answer.accepted(changes.abort(id(call), by(call))));
        api.post(ONE + "/approve", Access.WRITE,
                call -> Answer.ok(changes.approve(id(call), call.text("message"), by(call))));
        api.post(ONE + "/pause", Access.WRITE, call -> Answer.ok(changes.pause(id(call), by(call))));
        api.post(ONE + "/resume", Access.WRITE, call -> Answer.ok(changes.resume(id(call), by(call))));
        api.post(ONE + "/look", Access.WRITE, call -> Answer.ok(changes.look(id(call))));
        api.post(ONE + "/fold", Access.WRITE, call -> begun(call, changes.fold(id(call), by(call))));
        api.post(ONE + "/share", Access.WRITE,
                call -> begun(call, changes.share(id(call), call.number("percent_here").orElseThrow(), by(call))));
    }

    private Answer create(Call call) {
        var target = new EnvironmentId(call.text("project").orElseThrow(),
                call.text("environment").orElse(Hostnames.PRODUCTION));
        return Answer.created(changes.create(new MigrationChanges.Wanted(call.text("app").orElseThrow(), target,
                call.text("token").orElseThrow(), call.text("heroku_api").orElse(null),
                call.text("heroku_web").orElse(null), call.text("source").orElse(null),
                call.text("blueprint").orElse(null), call.text("test").orElse(null), autoRollback(call).orElse(false),
                call.text("probe").orElse(null)), by(call)));
    }

    private Answer next(Call call) {
        Optional<Word> step = call.text("step").map(word -> Word.valueOf(word.toUpperCase(Locale.ROOT)));
        var going = new Going(step, call.body().path("now").asBoolean(false), call.text("confirm").orElse(""),
                call.list("paths").stream().map(each -> each.asString()).toList(), autoRollback(call));
        Optional<Operation> begun = changes.next(id(call), going, by(call));
        return begun.map(Answer::accepted).orElseGet(() -> Answer.ok(changes.find(id(call))));
    }

    /** The operation, or the migration when none was needed. */
    private Answer begun(Call call, Optional<Operation> operation) {
        return operation.map(Answer::accepted).orElseGet(() -> Answer.ok(changes.find(id(call))));
    }

    private static Optional<Boolean> autoRollback(Call call) {
        var said = call.body().path("auto_rollback");
        return said.isBoolean() ? Optional.of(said.booleanValue()) : Optional.empty();
    }

    private static String id(Call call) {
        return call.path("migration");
    }

    private static String by(Call call) {
        return call.caller().name();
    }
}
