package io.stackblaze.server.move;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;

/** Moves as people see them. Any thread may use it. */
public final class MoveViews {
    private final MoveRows rows;
    private final MoveBoard board;
    private final Operations operations;

    MoveViews(MoveRows rows, MoveBoard board, Operations operations) {
        this.rows = rows;
        this.board = board;
        this.operations = operations;
    }

    /** Whether there is or was any. */
    public boolean any() {
        return rows.any();
    }

    /** All, newest first. */
    public List<MoveView> list() {
        return rows.list().stream().map(this::view).toList();
    }

    /** By id, or the newest of a name, one that is not over first. */
    public Optional<MoveView> find(String idOrName) {
        return rows.find(idOrName).map(this::view);
    }

    /** The last comparison in full, for people or for programs; empty when there is none. */
    public Optional<String> report(String id, boolean markdown) {
        return rows.report(id, markdown);
    }

    MoveView view(Move move) {
        var last = last(move);
        var line = board.line(move);
        var facts = move.facts();
        boolean busy = last.filter(operation -> !operation.state().finished()).isPresent();
        return new MoveView(move.id(), move.name(), move.kind(), move.source(), move.target(), move.state(),
                move.settings().once(), move.following(), busy ? move.operation() : null,
                last.filter(_ -> !busy && !move.over()).map(Operation::error).map(error -> new MoveView.Failure(
                        String.join(" ", error.detail(), String.join(". ", error.lines())).strip(), error.remedy()))
                        .orElse(null),
                Objects.requireNonNullElse(facts.limits(), List.of()), line.copy(), line.tables(),
                move.following() ? line.follow() : null, facts.compared(), facts.cut(),
                facts.compared() != null && rows.report(move.id(), true).isPresent(), move.createdAt(), move.by(),
                move.finishedAt());
    }

    /** The operation that was begun last. */
    Optional<Operation> last(Move move) {
        return Optional.ofNullable(move.operation()).flatMap(operations::find);
    }
}
