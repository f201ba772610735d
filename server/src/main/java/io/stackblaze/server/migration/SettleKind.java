package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** {@code migrate-settle}: following back ends, and what is left at Heroku is listed. */
final class SettleKind implements Kind {
    static final String WORD = "migrate-settle";

    private final Stage stage;
    private final Moves moves;
    private final Followers followers;
    private final SyncBoard board;

    SettleKind(Stage stage, Moves moves, Followers followers, SyncBoard board) {
        this.stage = stage;
        this.moves = moves;
        this.followers = followers;
        this.board = board;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(stage.begin(Word.SETTLE), new Step("end following back", this::end),
                new Step("finish", this::finish));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(stage.failing(Word.SETTLE));
    }

    private void end(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        followers.stop(migration);
        for (var store : migration.stores()) {
            try (var move = moves.open(migration, store)) {
                move.settle();
                board.line(migration, store).phase("ended");
            } catch (MovingException e) {
                throw e.failure();
            }
        }
    }

    private void finish(StepContext context) {
        var migration = stage.of(context);
        var proof = new ArrayList<String>();
        proof.add("Heroku's datastores are not written to any more, and have nothing of ours in them.");
        proof.add("At Heroku this is left, and costs on; nothing was deleted:");
        proof.addAll(migration.fact(Fact.LEFT).orElse(List.of()));
        stage.done(context, Word.SETTLE, proof, State.SETTLED, Word.SETTLE);
        stage.migrations().end(migration.id(), State.SETTLED);
    }
}
