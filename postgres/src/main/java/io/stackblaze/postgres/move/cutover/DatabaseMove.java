package io.stackblaze.postgres.move.cutover;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.stackblaze.postgres.move.DatabaseCopy;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.follow.Batch;
import io.stackblaze.postgres.move.follow.Capture;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Follower;
import io.stackblaze.postgres.move.follow.Lag;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.follow.SameState;
import io.stackblaze.postgres.move.follow.SlotFollower;
import io.stackblaze.postgres.move.follow.Snapshot;
import io.stackblaze.postgres.move.follow.TriggerFollower;
import io.stackblaze.postgres.move.preflight.Findings;
import io.stackblaze.postgres.move.preflight.MethodChoice;
import io.stackblaze.postgres.move.preflight.Preflight;
import io.stackblaze.postgres.move.verify.Report;
import io.stackblaze.postgres.move.verify.Side;
import io.stackblaze.postgres.move.verify.Verification;

/**
 * The whole move of a database that is written all the time, step by step: {@link #copy}, {@link #follow} again and
 * again, {@link #cutOver}; then {@link #followBack} again and again until {@link #settle} or {@link #rollBack}. Before
 * the cut {@link #abort} leaves the source as it was.
 *
 * <p>
 * Where a move stands is read from the two databases, so another object, on another machine, goes on with any step. One
 * thread at a time.
 */
public final class DatabaseMove implements AutoCloseable {
    private final Endpoint source;
    private final Target target;
    private final Limits limits;
    private final FollowSettings following;
    private final Clock clock;
    private final Consumer<CopyEvent> listener;
    private final Method method;
    private final TriggerFollower triggers;
    private final SlotFollower slot;
    private final TriggerFollower reverse;
    private final Cutover over;
    private final Cutover back;

    /** Where a move stands. */
    public enum Phase {
        /** Nothing was begun, or all of it is gone. */
        NOT_BEGUN,
        /** Rows are being copied, or were until somebody stopped. */
        COPYING,
        /** The target is kept in step. */
        FOLLOWING,
        /**
         * The application uses the target, and the source is kept in step. Also when a mover died while it told the
         * application: then cutting over once more finishes it.
         */
        FOLLOWING_BACK
    }

    /**
     * Describes a move; nothing happens yet.
     *
     * @param listener is told of the copy's progress
     */
    public DatabaseMove(Endpoint source, Target target, Limits limits, FollowSettings following,
            CutoverSettings cutting, Clock clock, Consumer<CopyEvent> listener) {
        this(source, target, limits, Method.TRIGGERS, following, cutting, clock, listener);
    }

    /**
     * Describes a move; nothing happens yet.
     *
     * @param method how changes are followed until the cut, if this object begins the move; after it by triggers
     * @param listener is told of the copy's progress
     */
    public DatabaseMove(Endpoint source, Target target, Limits limits, Method method, FollowSettings following,
            CutoverSettings cutting, Clock clock, Consumer<CopyEvent> listener) {
        this.source = source;
        this.target = target;
        this.limits = limits;
        this.following = following;
        this.clock = clock;
        this.listener = listener;
        this.method = method;
        this.triggers = new TriggerFollower(source, target.endpoint(), Cutover.FORWARD, following);
        this.slot = new SlotFollower(source, target.endpoint(), Cutover.FORWARD, following);
        this.reverse = new TriggerFollower(/* source= */ target.endpoint(), /* target= */ source, Cutover.REVERSE,
                following);
        this.over = new Cutover(source, target.endpoint(), Cutover.FORWARD, following, cutting);
        this.back = new Cutover(/* source= */ target.endpoint(), /* target= */ source, Cutover.REVERSE, following,
                cutting);
    }

    /** Where it stands, as the two databases tell. */
    public Phase phase() throws MoveException {
        try (var session = target.endpoint().connect()) {
            if (Journal.exists(session)) {
                return Phase.COPYING;
            }
        } catch (SQLException e) {
            throw MoveException.of(e, "Asking where the move stands", Code.DENIED);
        }
        if (reverse.isBegun()) {
            return Phase.FOLLOWING_BACK;
        }
        return triggers.isBegun() ? Phase.FOLLOWING : Phase.NOT_BEGUN;
    }

    /**
     * Looks at both sides, begins to capture, makes the schema and copies all rows as they were at that moment. A copy
     * that was cut goes on: what is the same still is kept.
     */
    public DatabaseCopy.Outcome copy() throws MoveException, InterruptedException {
        var phase = phase();
        if (phase == Phase.FOLLOWING || phase == Phase.FOLLOWING_BACK) {
            throw alreadyCopied();
        }
        Preflight.run(source, target, limits.schema()).require();
        if (phase == Phase.COPYING) {
            slot.remove();
            triggers.release();
        }
        var choice = MethodChoice.of(source, target.endpoint(), method);
        new Findings(List.of(choice.finding()), 1).require();
        open();
        var begun = (choice.method() == Method.SLOT ? slot : triggers).start();
        if (begun.isEmpty()) {
            throw alreadyCopied();
        }
        try (var start = begun.get()) {
            var outcome = new DatabaseCopy(source, target, limits, clock, listener)
                    .run(Optional.of(start.snapshot()));
            require(outcome.report(), forward(), start.position());
            start.copied();
            try (var session = target.endpoint().connect()) {
                Journal.remove(session);
            } catch (SQLException e) {
                throw MoveException.of(e, "Ending the copy", Code.DATA);
            }
            return outcome.with(choice.finding());
        }
    }

    /** How changes are followed from source to target: by whatever the move was begun with. */
    private Follower forward() throws MoveException {
        return slot.isBegun() ? slot : triggers;
    }

    /** How changes are followed; never {@code AUTO}. */
    public Method method() throws MoveException {
        return slot.isBegun() ? Method.SLOT : Method.TRIGGERS;
    }

    /** Before anything is captured: a move that is cut right then must not look as if all were copied. */
    private void open() throws MoveException {
        try (var session = target.endpoint().connect()) {
            Journal.open(session);
        } catch (SQLException e) {
            throw MoveException.of(e, "Beginning the copy", Code.DENIED);
        }
    }

    private MoveException alreadyCopied() {
        return new MoveException(Code.REFUSED, source.shown() + " is copied to " + target.endpoint().shown()
                + " already, and followed. Go on with following, or end the move first.");
    }

    /** Takes the target to where the source is. */
    public Batch follow() throws MoveException, InterruptedException {
        return forward().step();
    }

    /** How far the target is behind, or after the cut the source. */
    public Lag lag() throws MoveException {
        return phase() == Phase.FOLLOWING_BACK ? reverse.lag() : forward().lag();
    }

    /** Compares every row of both sides while writes go on; after the cut, of the target with the source. */
    public Report verify() throws MoveException, InterruptedException {
        return phase() == Phase.FOLLOWING_BACK
                ? GivingWay.run(() -> verify(reverse, target.endpoint(), source))
                : GivingWay.run(() -> verify(forward(), source, target.endpoint()));
    }

    /**
     * Does what of a cut can be done while writes go on: compares every row of both sides, which takes long where there
     * are many. The cut that this object makes next, in that direction, compares only what changed since.
     */
    public void prepareCutOver() throws MoveException, InterruptedException {
        over.prepare(forward(), this::forthEqual);
    }

    /** The same for cutting back. */
    public void prepareRollBack() throws MoveException, InterruptedException {
        back.prepare(reverse, this::backEqual);
    }

    /** Cuts over; see {@link Cutover}. */
    public CutoverResult cutOver(Cutover.Switch application) throws MoveException, InterruptedException {
        return over.run(forward(), this::forthEqual, application);
    }

    private void forthEqual(SameState state) throws MoveException, InterruptedException {
        require(compared(state, source, target.endpoint()), forward(), state.position());
    }

    private void backEqual(SameState state) throws MoveException, InterruptedException {
        require(compared(state, target.endpoint(), source), reverse, state.position());
    }

    /** Takes the source to where the target is, after the cut. */
    public Batch followBack() throws MoveException, InterruptedException {
        return reverse.step();
    }

    /** Cuts back: the application uses the source again, with all that was written at the target. */
    public CutoverResult rollBack(Cutover.Switch application) throws MoveException, InterruptedException {
        return back.run(reverse, this::backEqual, application);
    }

    /** Lets writers in again where a mover that died in the pause of a cut, in either direction, kept them out. */
    public void recover() throws MoveException {
        if (phase() == Phase.FOLLOWING_BACK) {
            back.recover();
        } else {
            over.recover();
        }
    }

    /**
     * Whether a cut was made and finished; one that has still to be finished by cutting over (or back) once more is
     * not. Both directions are told apart by {@link #phase}.
     */
    public boolean isWhole() throws MoveException { return triggers.isBegun() != reverse.isBegun(); }

    /** What somebody wrote to the source after the cut, by table: they were not told, and it is nowhere else. */
    public Map<String, Long> lateWrites(Snapshot last) throws MoveException {
        try (var session = source.connect()) {
            return Capture.writtenSince(session, last);
        } catch (SQLException e) {
            throw MoveException.of(e, "Looking for late writers", Code.DENIED);
        }
    }

    /** Gives up before the cut, or after having rolled back; see {@link MoveEnd#abort}. */
    public void abort() throws MoveException, InterruptedException {
        if (phase() == Phase.FOLLOWING_BACK) {
            throw new MoveException(Code.REFUSED, "The application uses " + target.endpoint().shown()
                    + " already; to end the move now would lose what it wrote there. Roll back first, or settle.");
        }
        end().abort();
    }

    /** Ends following back; see {@link MoveEnd#settle}. */
    public void settle() throws MoveException, InterruptedException {
        if (phase() != Phase.FOLLOWING_BACK) {
            throw new MoveException(Code.REFUSED, "There was no cut yet; there is nothing to settle. Cut over first.");
        }
        end().settle();
    }

    private MoveEnd end() {
        triggers.close();
        slot.close();
        reverse.close();
        return new MoveEnd(source, target.endpoint(), following);
    }

    private Report verify(Follower follower, Endpoint from, Endpoint to)
            throws MoveException, InterruptedException {
        try (var state = follower.sameState()) {
            return compared(state, from, to);
        } catch (SQLException e) {
            throw MoveException.of(e, "Comparing both sides", Code.DATA);
        }
    }

    private Report compared(SameState state, Endpoint from, Endpoint to) throws MoveException, InterruptedException {
        // Sequences are carried at the cut.
        return new Verification(new Side(from, Optional.of(state.sourceSnapshot())),
                new Side(to, Optional.of(state.targetSnapshot())), limits.readers(), clock)
                .run(Optional.of(List.of()));
    }

    /**
     * A truncation empties a table in states that are older than it, too: such a table proves nothing, is brought whole
     * by the next step, and compared whole in the freeze.
     */
    private static void require(Report report, Follower follower, Snapshot since) throws MoveException {
        if (report.equal()) {
            return;
        }
        var truncated = follower.truncatedSince(since);
        if (!report.tables().stream().allMatch(table -> table.equal() || truncated.contains(table.table()))
                || !report.checks().stream().allMatch(check -> check.differences().isEmpty())) {
            throw new MoveException(Code.DIFFERENT, "Both sides differ: " + String.join(". ", report.differences())
                    + ". Nothing was cut. Find who writes to the target, or copy these tables again.");
        }
    }

    /** Closes all sessions; the move can go on later. */
    @Override
    public void close() {
        triggers.close();
        slot.close();
        reverse.close();
    }
}
