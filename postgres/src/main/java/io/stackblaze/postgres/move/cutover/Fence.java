package io.stackblaze.postgres.move.cutover;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Scope;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;

/**
 * A moment without writers: holds a lock on every table that lets read and nobody write, mighty ones neither. To have
 * it
 * proves that no transaction is open that wrote. Within the same transaction the right to write is revoked, so that
 * until {@link #stand} everything is undone by letting go, also by dying.
 */
final class Fence implements AutoCloseable {
    private static final String NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private final Connection holder;

    private Fence(Connection holder) {
        this.holder = holder;
    }

    /**
     * Ends the sessions of others and takes the locks, again and again until the patience ends.
     *
     * @param control a session that ends others
     */
    static Fence raise(Endpoint source, Connection control, Duration patience, Duration hold)
            throws SQLException, MoveException {
        var deadline = System.nanoTime() + patience.toNanos();
        var holder = source.connect();
        try {
            // Should this machine vanish now, writers wait no longer than a cut may take.
            run(holder, "set idle_in_transaction_session_timeout = " + Math.max(1_000, hold.toMillis()));
            run(holder, "set tcp_keepalives_idle = 5");
            while (true) {
                new Freeze(control).endSessions();
                if (locked(holder)) {
                    return new Fence(holder);
                }
                if (System.nanoTime() > deadline) {
                    throw new MoveException(Code.REFUSED,
                            "Somebody holds a transaction open that wrote to %s and cannot be ended: %s. End it (a prepared transaction: COMMIT PREPARED or ROLLBACK PREPARED), and cut over again."
                                    .formatted(source.shown(), writers(control)));
                }
            }
        } catch (SQLException | MoveException | RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    private static boolean locked(Connection holder) throws SQLException {
        var tables = list(holder,
                "select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                        + "where c.relkind in ('r', 'p') and c.relpersistence = 'p' and " + Scope.OURS
                        + " order by 1, 2",
                row -> "only " + quoted(row.getString(1)) + "." + quoted(row.getString(2)));
        holder.setAutoCommit(false);
        try {
            run(holder, "set local lock_timeout = '100ms'");
            if (!tables.isEmpty()) {
                run(holder, "lock table " + String.join(", ", tables) + " in share mode");
            }
            new Freeze(holder).revoke();
            return true;
        } catch (SQLException e) {
            Transaction.rollback(holder, e);
            if (NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static String writers(Connection control) throws SQLException {
        var writers = list(control,
                """
                        select distinct coalesce('pid ' || l.pid || ' (' || coalesce(a.application_name, '') || ')', 'prepared transaction '
                            || (select pg_catalog.string_agg(p.gid, ', ') from pg_catalog.pg_prepared_xacts p
                                where p.database = pg_catalog.current_database()))
                        from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid
                        where l.granted and l.locktype = 'relation' and l.mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')
                        and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())""",
                row -> String.valueOf(row.getString(1)));
        return writers.isEmpty() ? "nobody any more" : String.join(", ", writers);
    }

    /** Writes stay refused when this is let go. */
    void stand() throws SQLException {
        holder.commit();
    }

    /** Lets go: writers go on as if nothing had been, unless {@link #stand} came before. */
    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
