package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.Transaction.Work;

import static io.stackblaze.postgres.move.Sql.list;

/** Does work that needs the lock of a busy table: in short tries, so that nobody queues behind it for long. */
final class LockTry {
    private static final String NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Connection connection;
    private final Duration timeout;
    private final Duration patience;

    LockTry(Connection connection, Duration timeout, Duration patience) {
        this.connection = connection;
        this.timeout = timeout;
        this.patience = patience;
    }

    /** Runs the work in one transaction, again and again until the lock was there in time. */
    void run(String table, Work work) throws SQLException, MoveException, InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        var pause = FIRST_PAUSE;
        while (!once(work)) {
            if (System.nanoTime() > deadline) {
                throw new MoveException(Code.REFUSED,
                        "The lock of %s could not be had in %d s, waiting %d ms at a time. It is held by: %s. Wait until that ends, or end it, and start again."
                                .formatted(table, patience.toSeconds(), timeout.toMillis(), holders(table)));
            }
            // Not in step with whatever else comes back regularly.
            Thread.sleep(pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis()));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean once(Work work) throws SQLException {
        try {
            Transaction.run(connection, () -> {
                Sql.run(connection, "set local lock_timeout = " + timeout.toMillis());
                work.run();
            });
            return true;
        } catch (SQLException e) {
            if (NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Who holds it, without what they say: queries hold data. */
    private String holders(String table) throws SQLException {
        var holders = list(connection,
                """
                        select pg_catalog.format('%s %s (pid %s, %s, since %s)', coalesce(a.backend_type, 'a prepared transaction'),
                            coalesce(a.application_name, ''), l.pid, coalesce(a.state, '?'), coalesce(a.xact_start::pg_catalog.text, '?'))
                        from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid
                        where l.granted and l.relation = pg_catalog.to_regclass(?) and l.mode <> 'AccessShareLock'
                        and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())""",
                row -> row.getString(1), table);
        return holders.isEmpty() ? "somebody who is gone by now" : String.join("; ", holders);
    }
}
