package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.follow.BatchRule.Point;
import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.text;

/**
 * Brings one batch after the other from a source's capture to the target, each whole or not at all. Remembers between
 * them only what makes the next one cheaper.
 */
final class Batches {
    private static final int TRIES = 20;
    /** A lock was not there in time, two waited for each other, or another mover was faster. */
    private static final Set<String> GIVEN_WAY = Set.of("55P03", "40P01", "40001");

    private final Endpoint source;
    private final Endpoint target;
    private final String job;
    private final FollowSettings settings;
    private final BatchRule rule;
    private final FollowSessions sessions;
    private final Set<Long> staged = new HashSet<>();
    private @Nullable Shapes known;

    Batches(Endpoint source, Endpoint target, String job, FollowSettings settings, BatchRule rule,
            FollowSessions sessions) {
        this.source = source;
        this.target = target;
        this.job = job;
        this.settings = settings;
        this.rule = rule;
        this.sessions = sessions;
    }

    /** Whether an error means to try again. */
    static boolean gaveWay(SQLException e) {
        return GIVEN_WAY.contains(String.valueOf(e.getSQLState()));
    }

    /** Forgets what it knows of sessions that are gone. */
    void forget() {
        known = null;
        staged.clear();
    }

    /**
     * Brings the next, and leaves the source's transaction open, at the snapshot of the batch.
     *
     * @param watched whether somebody reads the target by an older snapshot
     */
    Batch bring(Connection reader, boolean watched) throws SQLException, MoveException, InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                var batch = attempt(reader, watched);
                if (batch.isPresent()) {
                    return batch.get();
                }
            } catch (SQLException e) {
                if (!gaveWay(e) || tries == TRIES - 1) {
                    throw e;
                }
            }
        }
        throw new MoveException(Code.CHANGED, "The tables of " + source.shown()
                + " change again and again. Wait until its migrations are done, and go on.");
    }

    /** Empty if the capture had to be changed first. */
    private Optional<Batch> attempt(Connection reader, boolean watched)
            throws SQLException, MoveException, InterruptedException {
        var began = System.nanoTime();
        var session = sessions.target();
        Snapshot seen = null;
        session.setAutoCommit(false);
        try {
            var positions = new Positions(session, job);
            var then = positions.lock().orElseThrow(() -> new MoveException(Code.REFUSED,
                    "Nothing is being followed from " + source.shown() + " to " + target.shown() + ". Begin first."));
            sessions.open(reader);
            var now = new Snapshot(text(reader, "select pg_catalog.pg_current_snapshot()"));
            seen = now;
            rule.reached(Point.BEGUN);
            var shapes = known(reader, positions);
            if (!shapes.stale().isEmpty()) {
                renew(shapes.stale(), positions);
                reader.rollback();
                return Optional.empty();
            }
            var done = new BatchWork(reader, session, new Staging(reader, session, rule, staged),
                    writes(session, watched))
                    .apply(shapes.tables(), then, shapes.uncopied());
            finish(positions, now, shapes, done);
            return Optional.of(new Batch(now, done.changes(), done.tables().size(),
                    Duration.ofNanos(System.nanoTime() - began)));
        } catch (MoveException e) {
            abandon(session, reader, e);
            // A truncation that this snapshot does not see yet emptied its table all the same; the next one sees both.
            if (e.code() == Code.DIFFERENT && seen != null
                    && !Capture.truncatedSince(sessions.source(), seen).isEmpty()) {
                return Optional.empty();
            }
            throw e;
        } catch (SQLException | InterruptedException | RuntimeException e) {
            abandon(session, reader, e);
            throw e;
        }
    }

    private void abandon(Connection session, Connection reader, Exception cause) {
        forget();
        Transaction.rollback(session, cause);
        Transaction.rollback(reader, cause);
    }

    private void finish(Positions positions, Snapshot now, Shapes shapes, BatchWork.Done done) throws SQLException {
        for (FollowedTable table : shapes.tables()) {
            if (shapes.uncopied().containsKey(table.oid())) {
                positions.shape(table, true);
            }
        }
        if (!done.tables().isEmpty() && rule.keepsPositionInside()) {
            positions.move(now);
        }
        rule.reached(Point.WRITTEN);
        sessions.target().commit();
        rule.reached(Point.COMMITTED);
        if (!done.tables().isEmpty() && !rule.keepsPositionInside()) {
            positions.move(now);
            sessions.target().commit();
        }
        sessions.target().setAutoCommit(true);
        if (shapes.uncopied().isEmpty()) {
            known = shapes;
        } else {
            // Their temporary tables have the columns of before.
            staged.removeAll(shapes.uncopied().keySet());
            known = null;
        }
    }

    /** The tables as the reader's snapshot has them; read anew only when the catalog changed. */
    private Shapes known(Connection reader, Positions positions) throws SQLException, MoveException {
        var fingerprint = Catalog.fingerprint(reader);
        if (known != null && known.fingerprint().equals(fingerprint)) {
            return known;
        }
        return Shapes.read(fingerprint, reader, positions);
    }

    /** What was captured of these tables is of no use any more; the next batch brings them whole. */
    private void renew(List<FollowedTable> stale, Positions positions)
            throws SQLException, MoveException, InterruptedException {
        for (FollowedTable table : stale) {
            positions.uncopied(table.oid());
        }
        sessions.target().commit();
        sessions.target().setAutoCommit(true);
        try (var session = source.connect(settings.silence())) {
            var capture = new Capture(session, settings.lockTimeout(), settings.lockPatience(), rule);
            for (FollowedTable table : stale) {
                capture.renew(table);
            }
        }
    }

    private TargetWrites writes(Connection session, boolean watched) {
        return sessions.isReplica()
                ? new ReplicaWrites(session, watched)
                : new OrderedWrites(session);
    }
}
