package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;

import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.text;

/**
 * Finds one state that both sides of a subscription show, while writes go on. The target is held up where it comes to a
 * marker, and then has exactly what was committed before that in the source's log. The source's snapshot was taken
 * right
 * before the marker was written; the log itself, read by a second slot, tells whether a commit slipped in between. Then
 * it is tried again: nobody is ever stopped for it.
 */
record StandStill(Endpoint source, Endpoint target, FollowSettings settings, FollowSessions sessions) {
    private static final int TRIES = 1_000;

    /**
     * Commits of published tables that came into the log before the marker's, and that the snapshot does not show. The
     * log has numbers of 32 bits, each near the marker's own; a marker that is not there yet counts as a doubt.
     */
    private static final String SLIPPED_IN = """
            with entries as (select xid::pg_catalog.text::pg_catalog.int8 as xid, nr
                    from pg_catalog.pg_logical_slot_get_binary_changes(?, null, null, 'proto_version', '1',
                        'publication_names', '%s') with ordinality as e (lsn, xid, data, nr)),
                marker as (select m.x, min(e.nr) as nr from (select ?::pg_catalog.int8 as x) m
                    left join entries e on e.xid = m.x & 4294967295 group by m.x),
                before as (select m.x - ((m.x - e.xid + 2147483648) & 4294967295) + 2147483648 as x
                    from entries e, marker m where e.nr < m.nr)
            select (select count(*) from marker where nr is null) + (select count(*) from before where not
                pg_catalog.pg_visible_in_snapshot(x::pg_catalog.text::pg_catalog.xid8, ?::pg_catalog.pg_snapshot))"""
            .formatted(Slot.PUBLICATION);

    /**
     * What was found.
     *
     * @param shown the state
     * @param there the target's own snapshot in it
     */
    record Found(SameState shown, Snapshot there) {}

    /** Finds one. */
    Found begin(Subscription subscription) throws SQLException, MoveException, InterruptedException {
        Connection here = null;
        Connection there = null;
        try (var log = source.connect(settings.silence()); var gate = target.connect(settings.silence())) {
            run(log, "set statement_timeout = '60s'");
            // Should this machine vanish now, the target goes on.
            run(gate, "set idle_in_transaction_session_timeout = '60s'");
            gate.setAutoCommit(false);
            var slot = text(log, "select slot_name from pg_catalog.pg_create_logical_replication_slot("
                    + "'stackblaze_check_' || pg_catalog.pg_backend_pid(), 'pgoutput', true)");
            here = source.connect(settings.silence());
            there = target.connect(settings.silence());
            for (int tries = 0; tries < TRIES; tries++) {
                var number = Marker.number(sessions.source()) + 1;
                Marker.hold(gate, number);
                var state = written(here, log, slot, number);
                if (state.isPresent()) {
                    subscription.await(Marker.isHeld(number));
                    sessions.open(there);
                    var seen = new Snapshot(text(there, "select pg_catalog.pg_current_snapshot()"));
                    var shown = new SameState(here, text(here, "select pg_catalog.pg_export_snapshot()"), there,
                            text(there, "select pg_catalog.pg_export_snapshot()"), state.get(), () -> {});
                    gate.commit();
                    return new Found(shown, seen);
                }
                here.rollback();
                gate.commit();
            }
            throw new MoveException(Code.BUSY, "In " + TRIES + " tries there was no moment without a commit at "
                    + source.shown() + " as long as a statement takes. Try again when fewer writes come in.");
        } catch (SQLException | MoveException | InterruptedException | RuntimeException e) {
            FollowSessions.close(here);
            FollowSessions.close(there);
            throw e;
        }
    }

    /** A snapshot and a marker right behind it; empty if something came between. */
    private Optional<Snapshot> written(Connection here, Connection log, String slot, long number)
            throws SQLException {
        sessions.open(here);
        var state = new Snapshot(text(here, "select pg_catalog.pg_current_snapshot()"));
        var written = Marker.write(sessions.source());
        return written.number() == number
                && number(log, SLIPPED_IN, slot, Long.parseLong(written.writer()), state.text()) == 0
                        ? Optional.of(state)
                        : Optional.empty();
    }
}
