package io.stackblaze.server.migration;

import java.util.List;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;

/** What all operations of a migration write down about it. */
record Stage(Migrations migrations) {
    private static final String MIGRATION = "migration";

    Migration of(StepContext context) {
        return migrations.get(context.input().path(MIGRATION).asString());
    }

    /** The first step: it is at work. */
    Kind.Step begin(Word word) {
        return new Kind.Step("begin", context -> {
            migrations.begun(of(context).id(), word);
            migrations.note(of(context).id(), context.by(), "began to " + Words.verb(word));
        });
    }

    /** The step is done, and proved; the next one comes. */
    void done(StepContext context, Word word, List<String> proof, State state, Word next) {
        var id = of(context).id();
        proof.forEach(context::log);
        migrations.passed(id, word, StepState.DONE, proof);
        migrations.note(id, context.by(), "done: " + Words.verb(word));
        migrations.arrive(id, state, next);
    }

    /** Notes that a step failed; why, its operation tells. */
    void failed(StepContext context, Word word) {
        var id = of(context).id();
        migrations.passed(id, word, StepState.FAILED, List.of());
        migrations.note(id, context.by(), "could not " + Words.verb(word));
        migrations.arrive(id, State.FAILED, word);
    }

    /** How it stands when what is done to it now is over: not at work, and what failed before is shown by its step. */
    static State resting(Migration migration) {
        return switch (migration.state()) {
            case RUNNING, FAILED -> State.WAITING;
            case WAITING, PAUSED, ROLLED_BACK, SETTLED, ABORTED -> migration.state();
        };
    }

    /** The undo of steps that change nothing that must be put back. */
    Kind.Step failing(Word word) {
        return new Kind.Step("note it", context -> failed(context, word));
    }
}
