package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.stackblaze.postgres.move.DatabaseCopy;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.Cutover;
import io.stackblaze.postgres.move.cutover.CutoverResult;
import io.stackblaze.postgres.move.cutover.CutoverSettings;
import io.stackblaze.postgres.move.cutover.DatabaseMove;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.preflight.Finding;
import io.stackblaze.postgres.move.preflight.Preflight;
import io.stackblaze.postgres.move.verify.Report;

/** The move of a Postgres database. */
public final class PostgresMoving implements Moving {
    private static final CutoverSettings CUTTING = new CutoverSettings(Duration.ofSeconds(10), Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    private final Endpoint source;
    private final Target target;
    private final Limits limits;
    private final Clock clock;
    private final Consumer<CopyEvent> listener;
    private final DatabaseMove move;

    PostgresMoving(Endpoint source, Endpoint target, Clock clock, SyncBoard.Line line) {
        this(source, target, Limits.usual(), Method.TRIGGERS, CUTTING.longestPause(), clock, new Progress(line)::took);
    }

    /**
     * Describes one; nothing happens yet.
     *
     * @param method how changes are followed until the cut
     * @param longestPause writes stand still no longer, else a cut is undone
     * @param listener is told how a copy goes on, by several threads
     */
    public PostgresMoving(Endpoint source, Endpoint target, Limits limits, Method method, Duration longestPause,
            Clock clock, Consumer<CopyEvent> listener) {
        this.source = source;
        this.target = new Target(target);
        this.limits = limits;
        this.clock = clock;
        this.listener = listener;
        this.move = new DatabaseMove(source, this.target, limits, method, FollowSettings.USUAL,
                new CutoverSettings(longestPause, CUTTING.fencePatience(), CUTTING.nearEnough()), clock, listener);
    }

    @Override
    public Side side() throws MovingException {
        try {
            return switch (move.phase()) {
                case NOT_BEGUN -> Side.NONE;
                case COPYING -> Side.COPYING;
                case FOLLOWING -> Side.THERE;
                case FOLLOWING_BACK -> Side.HERE;
            };
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public List<String> look() throws MovingException {
        try {
            var findings = Preflight.run(source, target, limits.schema());
            findings.require();
            return findings.of(Finding.Level.LIMIT).stream().map(Finding::toString).toList();
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Verdict copyOnce() throws MovingException, InterruptedException {
        try {
            return verdict(new DatabaseCopy(source, target, limits, clock, listener).run().report());
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    /** Nothing is left of a copy that was proved. */
    @Override
    public void leave() {}

    @Override
    public Verdict compare() throws MovingException, InterruptedException {
        try {
            return verdict(move.verify());
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    private static Verdict verdict(Report report) {
        return new Verdict(report.rows(), report.differences(), report.json(), report.markdown());
    }

    @Override
    public long copy() throws MovingException, InterruptedException {
        try {
            return move.copy().report().rows();
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Round follow() throws MovingException, InterruptedException {
        try {
            var batch = move.phase() == DatabaseMove.Phase.FOLLOWING_BACK ? move.followBack() : move.follow();
            return new Round(batch.changes(), batch.took());
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public long ready(Side next) throws MovingException, InterruptedException {
        try {
            if (side() != next && next == Side.HERE) {
                move.prepareCutOver();
            } else if (side() != next) {
                move.prepareRollBack();
            }
            return 0;
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public void recover() throws MovingException {
        try {
            move.recover();
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Cut cutOver(Around around) throws MovingException, InterruptedException {
        try {
            if (side() == Side.HERE && move.isWhole()) {
                around.within();
                return new Cut(Duration.ZERO, Map.of(), 0);
            }
            return cut(move.cutOver(telling(around)));
        } catch (MoveException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public Cut cutBack(Around around) throws MovingException, InterruptedException {
        try {
            if (side() == Side.THERE) {
                around.within();
                return new Cut(Duration.ZERO, Map.of(), 0);
            }
            return cut(move.rollBack(telling(around)));
        } catch (MoveException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public void abort() throws MovingException, InterruptedException {
        try {
            move.abort();
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public void settle() throws MovingException, InterruptedException {
        try {
            if (side() == Side.HERE) {
                move.settle();
            }
        } catch (MoveException e) {
            throw MovingException.of(e);
        }
    }

    private static Cut cut(CutoverResult result) {
        return new Cut(result.pause(), result.steps(), result.rowsCompared());
    }

    private static Cutover.Switch telling(Around around) {
        return new Cutover.Switch() {
            @Override
            public void aboutToStop() throws MoveException, InterruptedException {
                wrapped(around::before);
            }

            @Override
            public void toTarget() throws MoveException, InterruptedException {
                wrapped(around::within);
            }
        };
    }

    private interface Body {
        void run() throws MovingException, InterruptedException;
    }

    private static void wrapped(Body body) throws MoveException, InterruptedException {
        try {
            body.run();
        } catch (MovingException e) {
            throw new MoveException(MoveException.Code.REFUSED, e.message(), e);
        }
    }

    private static MovingException unwrapped(MoveException e) {
        return e.getCause() instanceof MovingException inner ? inner : MovingException.of(e);
    }

    @Override
    public void close() {
        move.close();
    }

    /** Adds up what a copy tells, in whatever thread. */
    private static final class Progress {
        private final SyncBoard.Line line;
        private final Map<String, CopyEvent.Rows> tables = new ConcurrentHashMap<>();
        private volatile long planned;

        Progress(SyncBoard.Line line) {
            this.line = line;
        }

        void took(CopyEvent event) {
            switch (event) {
                case CopyEvent.Planned plan ->
                    planned = plan.tables().stream().mapToLong(table -> Math.max(0, table.estimatedRows())).sum();
                case CopyEvent.Rows rows -> tables.put(rows.table().toString(), rows);
                case CopyEvent.Built _,CopyEvent.Step _ -> {
                }
            }
            long rows = tables.values().stream().mapToLong(CopyEvent.Rows::rows).sum();
            line.copied(rows, Math.max(rows, planned), tables.values().stream().mapToLong(CopyEvent.Rows::bytes).sum());
        }
    }
}
