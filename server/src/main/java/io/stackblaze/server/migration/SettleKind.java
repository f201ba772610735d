package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Engine;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** {@code migrate-settle}: a last backup that is proved, then following back ends, and what is left is listed. */
final class SettleKind implements Kind {
    static final String WORD = "migrate-settle";

    private final Stage stage;
    private final Engine engine;
    private final Moves moves;
    private final Followers followers;
    private final SyncBoard board;

    SettleKind(Stage stage, Engine engine, Moves moves, Followers followers, SyncBoard board) {
        this.stage = stage;
        this.engine = engine;
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
        return List.of(stage.begin(Word.SETTLE), new Step("take a last backup", this::backUp),
                new Step("prove it", this::prove), new Step("end following back", this::end),
                new Step("finish", this::finish));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("note it", context -> {
            // Unless it is settled already, the way back stays.
            followers.follow(stage.of(context));
            stage.failed(context, Word.SETTLE);
        }));
    }

    /** Before the way back ends, there must be another one. */
    private void backUp(StepContext context) {
        var migration = stage.of(context);
        for (var store : migration.stores()) {
            context.phase(store.service());
            var report = engine.backUp(migration.target(), store.service());
            if (!report.bases().isEmpty()) {
                context.phaseDetail((report.bases().getLast().bytes() >> 20) + " MB");
            }
        }
    }

    private void prove(StepContext context) throws StepFailure {
        var migration = stage.of(context);
        for (var store : migration.stores()) {
            context.phase(store.service());
            var proof = engine.proveBackups(migration.target(), store.service()).proof();
            if (proof == null || !proof.faults().isEmpty()) {
                throw new StepFailure("The backup of " + store.service() + " is not proved: "
                        + (proof == null ? "nothing could be restored yet." : String.join(" ", proof.faults())),
                        "The way back to Heroku stays open. Look at `stackblaze backups`, then settle again.");
            }
            context.keep("proved." + store.service(), store.service() + ": restored from its backup in "
                    + proof.millis() + " ms, and all that was restored is right.");
        }
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
        migration.stores().forEach(store -> context.fact("proved." + store.service()).ifPresent(proof::add));
        proof.add("Heroku's datastores are not written to any more, and have nothing of ours in them.");
        proof.add("At Heroku this is left, and costs on; nothing was deleted:");
        proof.addAll(migration.fact(Fact.LEFT).orElse(List.of()));
        stage.done(context, Word.SETTLE, proof, State.SETTLED, Word.SETTLE);
        stage.migrations().end(migration.id(), State.SETTLED);
    }
}
