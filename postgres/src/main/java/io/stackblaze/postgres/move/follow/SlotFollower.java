package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.catalog.Catalog;
import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.text;

/**
 * Follows a source that lets us replicate: a slot there keeps its log from the moment of the copy, and the target's own
 * server applies it, commit after commit. Each step writes a number to the source and waits until the target shows it.
 *
 * <p>
 * Only until the cut: then the source is watched by triggers, and followed by them, should it be left once more.
 */
public final class SlotFollower implements Follower {
    private final Endpoint source;
    private final Endpoint target;
    private final String job;
    private final FollowSettings settings;
    private final FollowSessions sessions;
    private final Map<Long, Long> files = new HashMap<>();
    private final Set<String> unproved = new HashSet<>();
    private @Nullable String fingerprint;
    private @Nullable String seen;

    /**
     * Describes one; nothing happens yet.
     *
     * @param source as both we and the target's server reach it
     * @param target for an account that may make subscriptions
     * @param job name of this following at the target, such as {@code forward}
     */
    public SlotFollower(Endpoint source, Endpoint target, String job, FollowSettings settings) {
        this.source = source;
        this.target = target;
        this.job = job;
        this.settings = settings;
        this.sessions = new FollowSessions(source, target, settings.silence());
    }

    /** Tries, in a transaction to be given up, whether a target may subscribe and its server reaches the source. */
    public static void trySubscription(Connection target, Endpoint source) throws SQLException {
        Subscription.unlogged(target);
        run(target, "create subscription stackblaze_trial connection " + literal(Subscription.address(source))
                + " publication stackblaze_trial with (create_slot = false, slot_name = none, enabled = false)");
    }

    @Override
    public boolean isBegun() throws MoveException {
        try {
            return Marker.exists(sessions.target()) && positions().isBegun();
        } catch (SQLException e) {
            throw failed(e, "Asking whether something is followed");
        }
    }

    @Override
    public Optional<Start> start() throws MoveException, InterruptedException {
        try {
            positions().prepare();
            if (positions().current().isPresent()) {
                return Optional.empty();
            }
            var slot = slot();
            if (slot.isTaken()) {
                throw new MoveException(Code.REFUSED, source.shown() + " is followed by somebody else already, through"
                        + " the slot " + slot.name() + ". End that move first.");
            }
            subscription().drop();
            slot.drop();
            Marker.create(sessions.source());
            Marker.createHoldable(sessions.target());
            identities(sessions.source()).set();
            return Optional.of(begin(slot));
        } catch (SQLException e) {
            throw failed(e, "Beginning to follow");
        }
    }

    /** Published first, so that the slot knows all tables; what is in its snapshot it does not bring. */
    private Start begin(Slot slot) throws SQLException, MoveException, InterruptedException {
        while (true) {
            var published = FollowedTables.read(sessions.source());
            slot.publish(published);
            var holder = source.connectReplicating(settings.silence());
            try {
                var snapshot = slot.create(holder);
                var reader = sessions.source();
                reader.setAutoCommit(false);
                run(reader, "set transaction isolation level repeatable read, read only");
                run(reader, "set transaction snapshot '" + snapshot + "'");
                var now = new Snapshot(text(reader, "select pg_catalog.pg_current_snapshot()"));
                var tables = FollowedTables.read(reader);
                reader.rollback();
                reader.setAutoCommit(true);
                if (tables.equals(published)) {
                    positions().begin(now, tables);
                    rememberFiles();
                    return new Start(holder, snapshot, now, target, job, tables.stream()
                            .collect(Collectors.toMap(FollowedTable::quotedName, FollowedTable::oid)));
                }
                // A table came or changed in between.
                holder.close();
                slot.drop();
            } catch (SQLException | MoveException | InterruptedException | RuntimeException e) {
                holder.close();
                throw e;
            }
        }
    }

    @Override
    public Batch step() throws MoveException, InterruptedException {
        try {
            var began = System.nanoTime();
            var slot = slot();
            connect(slot);
            long bytes = seen == null ? slot.behind() : slot.since(seen);
            var written = Marker.write(sessions.source());
            seen = slot.end();
            var position = new Snapshot(text(sessions.source(), "select pg_catalog.pg_current_snapshot()"));
            reach(slot, written.number());
            // On disk at the target when this returns, and with it all that was applied before.
            run(sessions.target(), "set synchronous_commit = on");
            positions().move(position);
            purge();
            return new Batch(position, bytes, bytes == 0 ? 0 : 1, Duration.ofNanos(System.nanoTime() - began));
        } catch (SQLException e) {
            throw failed(e, "Following");
        }
    }

    private void reach(Slot slot, long number) throws SQLException, MoveException, InterruptedException {
        try {
            subscription().await(Marker.isThere(number));
        } catch (MoveException e) {
            if (e.code() != Code.DIFFERENT) {
                throw e;
            }
            throw new MoveException(Code.DIFFERENT, e.getMessage() + rows(slot), e);
        }
    }

    /** Both rows of a conflict; the source may lack what is needed to find them. */
    private String rows(Slot slot) throws SQLException {
        try {
            return new SlotConflict(sessions.source(), sessions.target(), slot.name()).rows().orElse("");
        } catch (SQLException e) {
            return " The row cannot be looked up: " + String.valueOf(e.getMessage()).strip();
        }
    }

    /** Makes sure that what the target applies is what it was copied for. */
    private void connect(Slot slot) throws SQLException, MoveException, InterruptedException {
        var positions = positions();
        if (positions.current().isEmpty()) {
            throw new MoveException(Code.REFUSED, "Nothing is being followed from " + source.shown() + " to "
                    + target.shown() + ". Begin first.");
        }
        var lost = slot.lost();
        if (!lost.isEmpty()) {
            throw new MoveException(Code.CHANGED, "The replication slot at " + source.shown()
                    + " is of no use any more: " + lost + ". End the move, and begin again.");
        }
        require(positions);
        if (!subscription().exists()) {
            var there = identities(sessions.target());
            there.set();
            there.adopt(identities(sessions.source()));
            subscription().create(source, slot.name(),
                    (int) number(sessions.source(), "select current_setting('server_version_num')::int"));
        }
    }

    /** The log says nothing of changed tables, so their change is looked for. */
    private void require(Positions positions) throws SQLException, MoveException {
        var now = Catalog.fingerprint(sessions.source());
        if (now.equals(fingerprint)) {
            return;
        }
        var shapes = new HashMap<>(positions.shapes());
        for (FollowedTable table : FollowedTables.read(sessions.source())) {
            var shape = shapes.remove(table.oid());
            if (shape == null || !shape.name().equals(table.shown()) || !shape.columns().equals(table.shape())) {
                throw changed(shape == null ? "has a new table " + table.shown() : "changed " + table.shown());
            }
            if (!shape.copied()) {
                throw new MoveException(Code.REFUSED, "The table " + table.shown()
                        + " was never copied to the end. End the move, and begin again.");
            }
        }
        if (!shapes.isEmpty()) {
            throw changed("lost " + shapes.values().iterator().next().name());
        }
        fingerprint = now;
    }

    private MoveException changed(String how) {
        return new MoveException(Code.CHANGED, source.shown() + " " + how + " since the move began, and a replication"
                + " slot does not carry changes of tables. Take that back at the source, or end the move and begin"
                + " again; until it is done, hold back further migrations.");
    }

    @Override
    public SameState sameState() throws MoveException, InterruptedException {
        try {
            step();
            new Capture(sessions.target(), settings.lockTimeout(), settings.lockPatience()).install();
            rememberFiles();
            var state = new StandStill(source, target, settings, sessions).begin(subscription());
            // By the target's clock: it notes what it applies from here on.
            positions().keep(state.there());
            return state.shown();
        } catch (SQLException e) {
            throw failed(e, "Comparing both sides");
        }
    }

    @Override
    public Recheck recheck() throws MoveException {
        try {
            var applied = sessions.target();
            var kept = positions().kept();
            sessions.open(applied);
            try {
                return new Comparing(new Staging(applied, sessions.source(), BatchRule.SNAPSHOTS), kept,
                        /* turned= */ true, unproved).compare(FollowedTables.read(applied));
            } finally {
                applied.rollback();
                applied.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e, "Comparing what changed");
        }
    }

    /** Truncating gives a table another file. */
    private void rememberFiles() throws SQLException {
        unproved.clear();
        files.clear();
        files.putAll(files(sessions.source()));
    }

    private static Map<Long, Long> files(Connection source) throws SQLException {
        return list(source, "select oid, pg_catalog.pg_relation_filenode(oid) from pg_catalog.pg_class"
                + " where relkind = 'r' and relpersistence = 'p'", row -> List.of(row.getLong(1), row.getLong(2)))
                .stream().collect(Collectors.toMap(List::getFirst, List::getLast));
    }

    @Override
    public Set<String> truncatedSince(Snapshot state) throws MoveException {
        try {
            var now = files(sessions.source());
            for (FollowedTable table : FollowedTables.read(sessions.source())) {
                var before = files.get(table.oid());
                if (before != null && !before.equals(now.get(table.oid()))) {
                    unproved.add(table.shown());
                }
            }
            return Set.copyOf(unproved);
        } catch (SQLException e) {
            throw failed(e, "Looking for truncated tables");
        }
    }

    @Override
    public Snapshot position() throws MoveException {
        try {
            return positions().current().orElseThrow();
        } catch (SQLException e) {
            throw failed(e, "Asking for the position");
        }
    }

    @Override
    public Lag lag() throws MoveException {
        try {
            var behind = slot().behind();
            return new Lag(behind == 0
                    ? Duration.ZERO
                    : Duration.ofMillis(Marker.age(sessions.source(), sessions.target())), behind);
        } catch (SQLException e) {
            throw failed(e, "Asking how far the target is behind");
        }
    }

    /** What the target noted of its own writes is needed since the last comparison only. */
    private void purge() throws SQLException {
        var session = sessions.target();
        if (Capture.exists(session)) {
            var now = new Snapshot(text(session, "select pg_catalog.pg_current_snapshot()"));
            Capture.purge(session, positions().kept().filter(kept -> kept.isBefore(now)).orElse(now));
        }
    }

    @Override
    public void openTarget() throws MoveException, InterruptedException {
        try {
            subscription().disable();
        } catch (SQLException e) {
            throw failed(e, "Ending the target's subscription");
        }
    }

    @Override
    public void release() throws MoveException, InterruptedException {
        remove();
        try {
            new Capture(sessions.source(), settings.lockTimeout(), settings.lockPatience()).install();
        } catch (SQLException e) {
            throw failed(e, "Watching the source");
        }
    }

    @Override
    public void remove() throws MoveException, InterruptedException {
        try {
            var there = sessions.target();
            subscription().drop();
            identities(there).restore();
            Marker.drop(there);
            positions().prepare();
            positions().forget();
            var here = sessions.source();
            slot().drop();
            identities(here).restore();
            Marker.drop(here);
            Journal.dropSchemaIfUnused(here);
            fingerprint = null;
            seen = null;
        } catch (SQLException e) {
            throw failed(e, "Ending to follow");
        }
    }

    @Override
    public void close() {
        sessions.close();
    }

    private Slot slot() throws SQLException {
        return new Slot(sessions.source());
    }

    private Subscription subscription() throws SQLException {
        return new Subscription(sessions.target(), settings.silence());
    }

    private Positions positions() throws SQLException {
        return new Positions(sessions.target(), job);
    }

    private ReplicaIdentities identities(Connection side) {
        return new ReplicaIdentities(side, new LockTry(side, settings.lockTimeout(), settings.lockPatience()));
    }

    private MoveException failed(SQLException e, String during) {
        close();
        return MoveException.of(e, during, Code.DATA);
    }
}
