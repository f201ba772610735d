package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;

import static io.stackblaze.postgres.move.Sql.text;

/**
 * Follows a source that grants no replication: triggers there log the keys of touched rows, and every step reads, in
 * one snapshot, what was logged since the last and the rows as they are, and replaces them at the target.
 *
 * <p>
 * Why that is right: every row that differs between the state of the last step and this one's was written by a
 * transaction that is seen now and was not then; it logged the row's key, if it wrote it. Setting each such row to its
 * value of now gives the state of now. The order of commits plays no part, and a step that is cut off is simply done
 * again, because the position is stored with the rows.
 */
public final class TriggerFollower implements Follower {
    private static final int TRIES = 20;

    private final Endpoint source;
    private final Endpoint target;
    private final String job;
    private final FollowSettings settings;
    private final BatchRule rule;
    private final FollowSessions sessions;
    private final Batches batches;
    private int watchers;
    private boolean triggersAreOff;

    /**
     * Describes one; nothing happens yet.
     *
     * @param job name of this following at the target, such as {@code forward}
     */
    public TriggerFollower(Endpoint source, Endpoint target, String job, FollowSettings settings) {
        this(source, target, job, settings, BatchRule.SNAPSHOTS);
    }

    TriggerFollower(Endpoint source, Endpoint target, String job, FollowSettings settings, BatchRule rule) {
        this.source = source;
        this.target = target;
        this.job = job;
        this.settings = settings;
        this.rule = rule;
        this.sessions = new FollowSessions(source, target, settings.silence());
        this.batches = new Batches(source, target, job, settings, rule, sessions);
    }

    @Override
    public Optional<Start> start() throws MoveException, InterruptedException {
        try {
            var positions = new Positions(sessions.target(), job);
            positions.prepare();
            if (positions.current().isPresent()) {
                return Optional.empty();
            }
            capture();
            for (int tries = 1;; tries++) {
                try {
                    return Optional.of(begin(positions));
                } catch (SQLException e) {
                    if (!Batches.gaveWay(e) || tries == TRIES) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            throw failed(e, "Beginning to follow");
        }
    }

    /** The last trigger is in: what happens after this snapshot is logged, what happened before is seen in it. */
    private Start begin(Positions positions) throws SQLException, MoveException, InterruptedException {
        var holder = source.connect(settings.silence());
        try {
            while (true) {
                sessions.open(holder);
                var now = new Snapshot(text(holder, "select pg_catalog.pg_current_snapshot()"));
                var tables = FollowedTables.read(holder);
                if (Capture.captured(holder).keySet()
                        .containsAll(tables.stream().map(FollowedTable::oid).toList())) {
                    var name = text(holder, "select pg_catalog.pg_export_snapshot()");
                    positions.begin(now, tables);
                    return new Start(holder, name, now, target, job, tables.stream()
                            .collect(Collectors.toMap(FollowedTable::quotedName, FollowedTable::oid)));
                }
                // A table came after the triggers.
                holder.rollback();
                capture();
            }
        } catch (SQLException | MoveException | InterruptedException | RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    /** Begins to capture, without holding a state; so that {@link #start} takes no time later. */
    public void install() throws MoveException, InterruptedException {
        try {
            capture();
        } catch (SQLException e) {
            throw failed(e, "Beginning to capture");
        }
    }

    private void capture() throws SQLException, MoveException, InterruptedException {
        try (var session = source.connect(settings.silence())) {
            capture(session).install();
        }
    }

    @Override
    public void openTarget() throws MoveException, InterruptedException {
        try {
            triggers().restore();
            triggersAreOff = false;
        } catch (SQLException e) {
            throw failed(e, "Giving the target its triggers back");
        }
    }

    @Override
    public void release() throws MoveException, InterruptedException {
        openTarget();
        try {
            var positions = new Positions(sessions.target(), job);
            positions.prepare();
            positions.forget();
        } catch (SQLException e) {
            throw failed(e, "Ending to follow");
        }
    }

    @Override
    public Snapshot position() throws MoveException {
        try {
            return new Positions(sessions.target(), job).current().orElseThrow();
        } catch (SQLException e) {
            throw failed(e, "Asking for the position");
        }
    }

    @Override
    public Batch step() throws MoveException, InterruptedException {
        try {
            sessions.target();
            if (!sessions.isReplica() && !triggersAreOff) {
                triggers().disable();
                triggersAreOff = true;
            }
            var batch = batches.bring(sessions.source(), watchers > 0);
            sessions.source().rollback();
            sessions.source().setAutoCommit(true);
            if (!batch.isEmpty()) {
                purge(batch);
            }
            return batch;
        } catch (SQLException e) {
            throw failed(e, "Following");
        }
    }

    @Override
    public SameState sameState() throws MoveException, InterruptedException {
        Connection sourceHolder = null;
        Connection targetHolder = null;
        watchers++;
        try {
            sourceHolder = source.connect(settings.silence());
            targetHolder = target.connect(settings.silence());
            var position = batches.bring(sourceHolder, /* watched= */ true).position();
            new Positions(sessions.target(), job).keep(position);
            sessions.open(targetHolder);
            return new SameState(sourceHolder, text(sourceHolder, "select pg_catalog.pg_export_snapshot()"),
                    targetHolder, text(targetHolder, "select pg_catalog.pg_export_snapshot()"), position,
                    () -> watchers--);
        } catch (SQLException | MoveException e) {
            watchers--;
            FollowSessions.close(sourceHolder);
            FollowSessions.close(targetHolder);
            throw e instanceof SQLException failure ? failed(failure, "Comparing both sides") : (MoveException) e;
        }
    }

    /** Takes away what every later batch will not ask for. */
    private void purge(Batch batch) throws SQLException {
        var position = new Positions(sessions.target(), job).kept().filter(kept -> kept.isBefore(batch.position()))
                .orElse(batch.position());
        Capture.purge(sessions.source(), position);
    }

    @Override
    public Recheck recheck() throws MoveException {
        try {
            var kept = new Positions(sessions.target(), job).kept();
            var session = sessions.source();
            sessions.open(session);
            try {
                return new Comparing(new Staging(session, sessions.target(), rule, new HashSet<>()), kept,
                        /* turned= */ false, Set.of())
                        .compare(FollowedTables.read(session));
            } finally {
                session.rollback();
                session.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e, "Comparing what changed");
        }
    }

    @Override
    public Set<String> truncatedSince(Snapshot state) throws MoveException {
        try {
            return Capture.truncatedSince(sessions.source(), state);
        } catch (SQLException e) {
            throw failed(e, "Looking for truncated tables");
        }
    }

    @Override
    public boolean isBegun() throws MoveException {
        try {
            return new Positions(sessions.target(), job).isBegun();
        } catch (SQLException e) {
            throw failed(e, "Asking whether something is followed");
        }
    }

    @Override
    public Lag lag() throws MoveException {
        try {
            var positions = new Positions(sessions.target(), job);
            var position = positions.current();
            if (position.isEmpty()) {
                return new Lag(Duration.ZERO, 0);
            }
            var changes = Capture.count(sessions.source(), rule.since(position.get()));
            return new Lag(changes == 0 ? Duration.ZERO : positions.age(), changes);
        } catch (SQLException e) {
            throw failed(e, "Asking how far the target is behind");
        }
    }

    @Override
    public void remove() throws MoveException, InterruptedException {
        try (var session = source.connect(settings.silence())) {
            capture(session).remove();
        } catch (SQLException e) {
            throw failed(e, "Ending to follow");
        }
        release();
    }

    @Override
    public void close() {
        batches.forget();
        sessions.close();
    }

    private Capture capture(Connection session) {
        return new Capture(session, settings.lockTimeout(), settings.lockPatience(), rule);
    }

    /** Those of a target that does not let us play a replica. */
    private UserTriggers triggers() throws SQLException {
        return new UserTriggers(sessions.target(),
                new LockTry(sessions.target(), settings.lockTimeout(), settings.lockPatience()));
    }

    private MoveException failed(SQLException e, String during) {
        close();
        return MoveException.of(e, during, Code.DATA);
    }
}
