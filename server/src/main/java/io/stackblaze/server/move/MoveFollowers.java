package io.stackblaze.server.move;

import java.time.Duration;
import java.util.List;

import io.stackblaze.server.migration.Keeping;
import io.stackblaze.server.migration.Moving;
import io.stackblaze.server.migration.MovingException;

/** Keeps moves in step, between operations and while none runs. Any thread may use it. */
final class MoveFollowers implements AutoCloseable {
    private final MoveRows rows;
    private final MoveOpener opener;
    private final MoveBoard board;
    private final Keeping keeping;

    MoveFollowers(MoveRows rows, MoveOpener opener, MoveBoard board) {
        this.rows = rows;
        this.opener = opener;
        this.board = board;
        this.keeping = new Keeping("move followers", this::wanted);
    }

    void start() {
        keeping.start();
    }

    /** From now on it is kept in step. */
    void follow(Move move) {
        rows.follow(move.id(), true);
        keeping.reconcile();
    }

    /** Returns when nobody follows it any more, and nobody will until {@link #follow}. */
    void stop(Move move) throws InterruptedException {
        rows.follow(move.id(), false);
        keeping.stop(move.id());
        board.line(move).still();
    }

    private List<Keeping.Kept> wanted() {
        return rows.list().stream().filter(move -> move.following() && !move.over()).<Keeping.Kept>map(Followed::new)
                .toList();
    }

    /** One move. */
    private final class Followed implements Keeping.Kept {
        private final Move move;
        private final MoveLine line;

        Followed(Move move) {
            this.move = move;
            this.line = board.line(move);
        }

        @Override
        public String owner() {
            return move.id();
        }

        @Override
        public String name() {
            return move.name();
        }

        @Override
        public Moving open() throws MovingException {
            return opener.open(move);
        }

        @Override
        public void followed(Moving.Side live, Moving.Round round, Duration behind) {
            line.followed(live, round, behind);
        }

        @Override
        public void fault(String text) {
            line.fault(text);
        }
    }

    @Override
    public void close() {
        keeping.close();
    }
}
