package io.stackblaze.server.migration;

import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** {@code migrate-abort}: gives up before the cut; Heroku's datastores are as they were. */
final class AbortKind implements Kind {
    static final String WORD = "migrate-abort";

    private final Stage stage;
    private final Moves moves;
    private final Followers followers;
    private final CutWork work;
    private final HerokuProcesses there;
    private final SyncBoard board;

    AbortKind(Stage stage, Moves moves, Followers followers, CutWork work, HerokuProcesses there, SyncBoard board) {
        this.stage = stage;
        this.moves = moves;
        this.followers = followers;
        this.work = work;
        this.there = there;
        this.board = board;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("start what was stopped at Heroku",
                context -> there.restore(context, stage.of(context))),
                new Step("clean Heroku's datastores", this::clean), new Step("finish", this::finish));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("note it", context -> {
            var migration = stage.of(context);
            if (migration.done(Word.SYNC)) {
                followers.follow(migration);
            }
            stage.migrations().note(migration.id(), context.by(), "could not abort");
            stage.migrations().arrive(migration.id(), State.FAILED, migration.step());
        }));
    }

    private void clean(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        followers.stop(migration);
        boolean begun = migration.fact(Fact.STEPS).map(steps -> steps.containsKey("SYNC")).orElse(false);
        for (var store : begun ? migration.stores() : List.<Fact.Store>of()) {
            try (var move = moves.open(migration, store)) {
                move.abort();
                board.line(migration, store).phase("ended");
            } catch (MovingException e) {
                throw e.failure();
            }
        }
        context.detail(begun ? "nothing of ours is left there" : "nothing was changed there");
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        try {
            work.divert(migration, new Diversion.None());
        } catch (EngineException e) {
            if (e.code() != EngineException.Code.NOT_FOUND) {
                throw e;
            }
        }
        stage.migrations().note(migration.id(), context.by(), "gave up; Heroku is as it was");
        stage.migrations().end(migration.id(), State.ABORTED);
    }
}
