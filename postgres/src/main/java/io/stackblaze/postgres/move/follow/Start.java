package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.catalog.TableName;

import static io.stackblaze.postgres.move.Sql.update;

/** The moment from which nothing is missed, held open as a snapshot under which the tables are copied. */
public final class Start implements AutoCloseable {
    private final Connection holder;
    private final String snapshot;
    private final Snapshot position;
    private final Endpoint target;
    private final String job;
    private final Map<String, Long> tables;

    Start(Connection holder, String snapshot, Snapshot position, Endpoint target, String job,
            Map<String, Long> tables) {
        this.holder = holder;
        this.snapshot = snapshot;
        this.position = position;
        this.target = target;
        this.job = job;
        this.tables = Map.copyOf(tables);
    }

    /** Its name, for {@code SET TRANSACTION SNAPSHOT} at the source. */
    public String snapshot() {
        return snapshot;
    }

    /** The state that it holds. */
    public Snapshot position() {
        return position;
    }

    /** Remembers that all rows of these tables are at the target; all of them when none is named. */
    public void copied(TableName... names) throws MoveException {
        try (var session = target.connect()) {
            for (TableName name : names) {
                var oid = tables.get(name.quoted());
                if (oid != null) {
                    update(session,
                            "update " + Positions.SCHEMA + ".follow_shape set copied = true where job = ? and rel = ?",
                            job, oid);
                }
            }
            if (names.length == 0) {
                update(session, "update " + Positions.SCHEMA + ".follow_shape set copied = true where job = ?", job);
            }
        } catch (SQLException e) {
            throw MoveException.of(e, "Remembering what was copied", Code.DATA);
        }
    }

    /** Lets the snapshot go. Tables that were not reported as copied come whole with the next step. */
    @Override
    public void close() throws MoveException {
        try {
            holder.close();
        } catch (SQLException e) {
            throw MoveException.of(e, "Ending the copy's snapshot", Code.DATA);
        }
    }
}
