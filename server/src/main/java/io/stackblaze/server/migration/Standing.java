package io.stackblaze.server.migration;

import java.util.Optional;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.operation.Operation;

/**
 * Where a migration stands: what was written, and what became of the operation that was begun. An operation that
 * failed,
 * was cancelled, or never began (the server died before) leaves the migration failed.
 *
 * @param operation the one that is in work
 * @param failure why the last one failed
 */
record Standing(State state, Optional<Operation> operation, Optional<Operation.Failure> failure) {
    static Standing of(Migration migration, Optional<Operation> begun) {
        if (migration.state() != State.RUNNING && migration.state() != State.FAILED) {
            return new Standing(migration.state(), begun.filter(each -> !each.state().finished()), Optional.empty());
        }
        var failure = begun.map(Operation::error);
        if (begun.isPresent() && !begun.get().state().finished()) {
            return new Standing(State.RUNNING, begun, Optional.empty());
        }
        return new Standing(State.FAILED, Optional.empty(), failure.isPresent()
                ? failure
                : Optional.of(new Operation.Failure("The server ended before it was begun.", "Do it again.",
                        java.util.List.of())));
    }

    /** Whether nothing is at work, and nothing paused or over. */
    boolean idle() {
        return state == State.WAITING || state == State.FAILED || state == State.ROLLED_BACK;
    }
}
