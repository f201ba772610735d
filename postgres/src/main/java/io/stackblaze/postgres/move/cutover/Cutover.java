package io.stackblaze.postgres.move.cutover;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.follow.Batch;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Follower;
import io.stackblaze.postgres.move.follow.Recheck;
import io.stackblaze.postgres.move.follow.SameState;
import io.stackblaze.postgres.move.follow.Snapshot;
import io.stackblaze.postgres.move.follow.TriggerFollower;

/**
 * The cut from one database to the one that follows it: writes stop, the rest is drained, sequences are set, what
 * changed
 * since the last comparison is compared, following turns round, and the application is told. How long writes stand
 * still
 * depends on how much was written just before, not on how large the database is.
 *
 * <p>
 * Until the moment in which the application is told, everything is undone when something fails or takes too long.
 */
public final class Cutover {
    /** Name of the following from the old side to the new one. */
    public static final String FORWARD = "forward";
    /** Name of the following back. */
    public static final String REVERSE = "reverse";
    private static final int CATCHING_UP = 200;

    private final Endpoint source;
    private final Endpoint target;
    private final String job;
    private final FollowSettings following;
    private final CutoverSettings settings;
    private final Map<String, Duration> steps = new LinkedHashMap<>();
    private long stepBegan;
    private boolean wasFrozen;
    private boolean isReady;

    /** Compares both sides whole while writes go on. */
    public interface Comparison {
        /** Throws with {@code DIFFERENT} if they are not equal. */
        void compare(SameState state) throws MoveException, InterruptedException;
    }

    /** Tells the application where its database is from now on. */
    public interface Switch {
        /** Called once, right before writes stop; an exception takes the cut back. */
        default void aboutToStop() throws MoveException, InterruptedException {}

        /** Returns when it is told; an exception takes the cut back. */
        void toTarget() throws MoveException, InterruptedException;
    }

    /**
     * Describes a cut; nothing happens yet.
     *
     * @param job which following it ends: {@link #FORWARD} to go, {@link #REVERSE} to go back
     */
    public Cutover(Endpoint source, Endpoint target, String job, FollowSettings following, CutoverSettings settings) {
        this.source = source;
        this.target = target;
        this.job = job;
        this.following = following;
        this.settings = settings;
    }

    /**
     * Cuts over. A cut whose mover died after writes were stopped for good is finished: everything was drained and
     * compared by then, and the application may have been told already. The follower is the one that was followed with
     * so far; afterwards it is of no use any more.
     */
    public CutoverResult run(Follower follower, Comparison comparison, Switch application)
            throws MoveException, InterruptedException {
        steps.clear();
        if (isAlmostDone()) {
            return finish(follower, application);
        }
        if (!isReady) {
            prepare(follower, comparison);
        }
        isReady = false;
        catchUp(follower);
        application.aboutToStop();
        var result = pause(follower, application);
        // From here on nothing is undone: the application is told.
        end(follower);
        return result;
    }

    /**
     * Does what of a cut can be done while writes go on, however long it takes: compares both sides whole, and begins
     * to capture at the new one. {@link #run} of this object does not do it again.
     */
    public void prepare(Follower follower, Comparison comparison) throws MoveException, InterruptedException {
        if (isAlmostDone()) {
            return;
        }
        GivingWay.run(() -> compare(follower, comparison));
        try (var back = back()) {
            back.install();
        }
        isReady = true;
    }

    /** Undoes what a mover that died in a pause left, unless the cut was as good as made: then {@link #run} ends it. */
    public void recover() throws MoveException {
        var _ = isAlmostDone();
    }

    private void end(Follower follower) throws MoveException, InterruptedException {
        follower.release();
        try (var session = source.connect()) {
            new Freeze(session).admit();
        } catch (SQLException e) {
            throw MoveException.of(e, "Letting sessions in again", Code.DENIED);
        }
    }

    private CutoverResult pause(Follower follower, Switch application)
            throws MoveException, InterruptedException {
        wasFrozen = false;
        try (var control = source.connect()) {
            var began = System.nanoTime();
            stepBegan = began;
            var freeze = new Freeze(control);
            freeze.announce();
            try (var fence = Fence.raise(source, control, settings.fencePatience(),
                    settings.longestPause().multipliedBy(2))) {
                done("freeze");
                var last = drain(follower);
                var sequences = sequences(control);
                var recheck = recheck(follower);
                turnRound();
                inTime(began);
                fence.stand();
                done("stand");
                open(follower);
                application.toTarget();
                done("switch");
                return new CutoverResult(Duration.ofNanos(System.nanoTime() - began), steps, sequences,
                        recheck.rows(), last);
            } catch (MoveException | SQLException | InterruptedException | RuntimeException e) {
                undo(e);
                throw e;
            }
        } catch (SQLException e) {
            throw MoveException.of(e, "Cutting over", Code.DATA);
        }
    }

    /** Undoes a cut that came less far. */
    private boolean isAlmostDone() throws MoveException {
        try (var session = source.connect(); var back = back()) {
            var freeze = new Freeze(session);
            if (freeze.isFrozen() && back.isBegun()) {
                return true;
            }
            freeze.thaw();
            return false;
        } catch (SQLException e) {
            throw MoveException.of(e, "Looking for an earlier cut", Code.DENIED);
        }
    }

    private CutoverResult finish(Follower follower, Switch application)
            throws MoveException, InterruptedException {
        var began = System.nanoTime();
        stepBegan = began;
        var last = follower.position();
        open(follower);
        application.toTarget();
        end(follower);
        done("switch");
        return new CutoverResult(Duration.ofNanos(System.nanoTime() - began), steps, 0, 0, last);
    }

    private boolean compare(Follower follower, Comparison comparison)
            throws MoveException, InterruptedException {
        try (var state = follower.sameState()) {
            comparison.compare(state);
            return true;
        } catch (SQLException e) {
            throw MoveException.of(e, "Comparing both sides", Code.DATA);
        }
    }

    /** What is drained within the pause should be little. */
    private void catchUp(Follower follower) throws MoveException, InterruptedException {
        for (int tries = 0; tries < CATCHING_UP; tries++) {
            Batch batch = follower.step();
            if (batch.took().compareTo(settings.nearEnough()) < 0) {
                return;
            }
        }
        throw new MoveException(Code.REFUSED,
                "The target does not catch up: a step takes longer than %d ms, again and again. Cut over when fewer writes come in, or allow a longer pause."
                        .formatted(settings.nearEnough().toMillis()));
    }

    private Snapshot drain(Follower follower) throws MoveException, InterruptedException {
        // A truncation within the first step's window may show early in it; nobody writes any more in the second.
        follower.step();
        var last = follower.step().position();
        done("drain");
        return last;
    }

    private int sequences(Connection control) throws SQLException {
        try (var session = target.connect()) {
            var count = Sequences.carry(control, session);
            done("sequences");
            return count;
        }
    }

    private Recheck recheck(Follower follower) throws MoveException {
        var recheck = follower.recheck();
        if (!recheck.differences().isEmpty()) {
            throw new MoveException(Code.DIFFERENT, "The cut was taken back, because both sides differ: "
                    + String.join(". ", recheck.differences())
                    + ". Find who writes to the target, or copy these tables again; then compare once more.");
        }
        done("verify");
        return recheck;
    }

    /** From now on the new side is captured; it has the old side's last state, and nobody wrote to it yet. */
    private void turnRound() throws MoveException, InterruptedException {
        try (var back = back()) {
            var start = back.start();
            if (start.isPresent()) {
                try (var begun = start.get()) {
                    begun.copied();
                }
            }
        }
        done("turn");
    }

    /** A side that was frozen by an earlier cut gets back what it lost. */
    private void open(Follower follower) throws MoveException, InterruptedException {
        try (var session = target.connect()) {
            var freeze = new Freeze(session);
            wasFrozen = freeze.isFrozen();
            freeze.thaw();
        } catch (SQLException e) {
            throw MoveException.of(e, "Giving back the right to write", Code.DENIED);
        }
        follower.openTarget();
    }

    private TriggerFollower back() {
        return new TriggerFollower(/* source= */ target, /* target= */ source, job.equals(FORWARD) ? REVERSE : FORWARD,
                following);
    }

    /** Best effort, each for itself: what cannot be undone now is undone by ending the move. */
    private void undo(Exception cause) {
        try (var session = source.connect()) {
            new Freeze(session).thaw();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        try (var session = target.connect(); var back = back()) {
            back.remove();
            if (wasFrozen) {
                new Freeze(session).refreeze();
            }
        } catch (MoveException | SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause.addSuppressed(e);
        }
    }

    private void inTime(long began) throws MoveException {
        var passed = Duration.ofNanos(System.nanoTime() - began);
        if (passed.compareTo(settings.longestPause()) > 0) {
            throw new MoveException(Code.REFUSED,
                    "The cut took %d ms, longer than the %d ms that were allowed, and was taken back (%s). Try again when fewer writes come in, or allow a longer pause."
                            .formatted(passed.toMillis(), settings.longestPause().toMillis(), steps));
        }
    }

    private void done(String step) {
        var now = System.nanoTime();
        steps.put(step, Duration.ofNanos(now - stepBegan));
        stepBegan = now;
    }
}
