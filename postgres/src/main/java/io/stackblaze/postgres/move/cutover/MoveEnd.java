package io.stackblaze.postgres.move.cutover;

import java.sql.SQLException;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.follow.Capture;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.SlotFollower;
import io.stackblaze.postgres.move.follow.TriggerFollower;

import static io.stackblaze.postgres.move.Sql.run;

/**
 * Ends a move, from wherever it is, with nothing but the two databases: another machine can do it for one that is lost.
 * Doing it again is fine.
 *
 * @param source the old side
 * @param target the new side
 */
public record MoveEnd(Endpoint source, Endpoint target, FollowSettings settings) {
    /**
     * Gives up: the old side is what it was before, with every right, trigger and setting, and takes writes. The rows
     * stay at the new side. Not for a move whose application is at the new side already: cut back first.
     */
    public void abort() throws MoveException, InterruptedException {
        try (var old = source.connect()) {
            new Freeze(old).thaw();
        } catch (SQLException e) {
            throw MoveException.of(e, "Giving back the right to write", Code.DENIED);
        }
        clean();
    }

    /** The team says that the new side is right: following back ends, and the old side stays without writes. */
    public void settle() throws MoveException, InterruptedException {
        try (var old = source.connect()) {
            new Freeze(old).forget();
        } catch (SQLException e) {
            throw MoveException.of(e, "Settling", Code.DENIED);
        }
        clean();
    }

    private void clean() throws MoveException, InterruptedException {
        try (var back = new TriggerFollower(/* source= */ target, /* target= */ source, Cutover.REVERSE, settings);
                var forward = new TriggerFollower(source, target, Cutover.FORWARD, settings);
                var slot = new SlotFollower(source, target, Cutover.FORWARD, settings)) {
            back.remove();
            slot.remove();
            forward.remove();
        }
        for (Endpoint side : new Endpoint[]{source, target}) {
            try (var session = side.connect()) {
                run(session, "set client_min_messages = warning");
                run(session, "drop schema if exists " + Scope.MOVE_SCHEMA + " cascade");
                run(session, "drop schema if exists " + Capture.SCHEMA + " cascade");
            } catch (SQLException e) {
                throw MoveException.of(e, "Cleaning up", Code.DENIED);
            }
        }
    }
}
