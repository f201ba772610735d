package io.stackblaze.server.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import tools.jackson.databind.JsonNode;

/** {@code migrate-sync}: copies each datastore and compares it; from then on the server keeps it in step. */
final class SyncKind implements Kind {
    static final String WORD = "migrate-sync";
    private static final Duration LONGEST_FIRST = Duration.ofMinutes(2);

    private final Stage stage;
    private final Moves moves;
    private final Followers followers;
    private final SyncBoard board;
    private final Lookout lookout;

    SyncKind(Stage stage, Moves moves, Followers followers, SyncBoard board, Lookout lookout) {
        this.stage = stage;
        this.moves = moves;
        this.followers = followers;
        this.board = board;
        this.lookout = lookout;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(stage.begin(Word.SYNC), new Step("copy", true, this::copy), new Step("follow", this::follow));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(stage.failing(Word.SYNC));
    }

    private void copy(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        followers.stop(migration);
        for (var store : migration.stores()) {
            context.phase(store.service());
            var line = board.line(migration, store);
            try (var move = moves.open(migration, store)) {
                var side = move.side();
                if (side == Moving.Side.HERE) {
                    throw new StepFailure(store.service() + " is used here already.",
                            "See `stackblaze migrate status`.");
                }
                if (side == Moving.Side.THERE) {
                    context.phaseDetail("was copied before");
                    continue;
                }
                line.phase("copying");
                long compared = move.copy();
                line.compared(compared);
                var what = Words.count(compared, store.kind().equals("postgres") ? "row" : "key");
                context.phaseDetail(what + " copied and compared");
                context.keep("copied." + store.service(), what);
            } catch (MovingException e) {
                line.fault(e.message());
                throw e.failure();
            }
        }
    }

    private void follow(StepContext context) throws StepFailure, InterruptedException {
        var migration = stage.of(context);
        followers.follow(migration);
        var end = System.nanoTime() + LONGEST_FIRST.toNanos();
        for (var store : migration.stores()) {
            while (board.line(migration, store).behind(Gates.FORTH).isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new StepFailure(store.service() + " is not in step: "
                            + String.join(" ", board.line(migration, store).view().faults()), "Try again.");
                }
                Thread.sleep(100);
            }
        }
        lookout.rememberSchemas(migration);
        var proof = new ArrayList<String>();
        migration.stores().forEach(store -> proof.add(store.service() + ": "
                + context.fact("copied." + store.service()).map(what -> what + " copied and compared, all equal")
                        .orElse("copied before")
                + "; kept in step since."));
        stage.done(context, Word.SYNC, proof, State.WAITING, Word.REHEARSE);
    }
}
