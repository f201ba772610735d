package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Scope;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;

/**
 * A row that is published with the application's tables. Whoever applies commits in their order has, when it shows a
 * number, all that was committed before that number was written. At the target its arrival can be held up: then the
 * target stands still exactly there.
 */
final class Marker {
    /** The table, with the same name on both sides. */
    static final String TABLE = Scope.MOVE_SCHEMA + ".marker";
    private static final String FUNCTION = Scope.MOVE_SCHEMA + ".marked()";
    /** First half of the number of the lock that holds it up; the second is the marker's. */
    private static final int LOCK = 0x5B1A2E;

    /**
     * One that was written.
     *
     * @param number its own
     * @param writer the transaction that wrote it
     */
    record Written(long number, String writer) {}

    private Marker() {}

    /** Whether a database has one. */
    static boolean exists(Connection connection) throws SQLException {
        return truth(connection, "select pg_catalog.to_regclass('" + TABLE + "') is not null");
    }

    /** Makes a new one. */
    static void create(Connection connection) throws SQLException {
        Transaction.run(connection, () -> {
            run(connection, "set local client_min_messages = warning");
            run(connection, "create schema if not exists " + Scope.MOVE_SCHEMA);
            run(connection, "drop table if exists " + TABLE);
            run(connection,
                    "create table " + TABLE + " (id int primary key, n int8 not null, at timestamptz not null)");
            run(connection, "insert into " + TABLE + " values (1, 0, pg_catalog.clock_timestamp())");
        });
    }

    /** Lets the target's be held up. */
    static void createHoldable(Connection target) throws SQLException {
        create(target);
        Transaction.run(target, () -> {
            run(target, "create or replace function " + FUNCTION + " returns trigger language plpgsql as "
                    + "'begin perform pg_catalog.pg_advisory_xact_lock_shared(" + LOCK
                    + ", (new.n operator(pg_catalog.%) 2147483647)::pg_catalog.int4); return new; end'");
            run(target, "create trigger marked before update on " + TABLE + " for each row execute function "
                    + FUNCTION);
            run(target, "alter table " + TABLE + " enable always trigger marked");
        });
    }

    /** Takes it away, and what it needs. */
    static void drop(Connection connection) throws SQLException {
        run(connection, "set client_min_messages = warning");
        run(connection, "drop table if exists " + TABLE);
        if (truth(connection, "select pg_catalog.to_regnamespace('" + Scope.MOVE_SCHEMA + "') is not null")) {
            run(connection, "drop function if exists " + FUNCTION);
        }
    }

    /** The number that is there. */
    static long number(Connection connection) throws SQLException {
        return Sql.number(connection, "select n from " + TABLE);
    }

    /** How many milliseconds ago, by the source's clock, the one that the target shows was written. */
    static long age(Connection source, Connection target) throws SQLException {
        var at = Sql.text(target, "select at from " + TABLE);
        return Math.max(0, Sql.number(source,
                "select (extract(epoch from pg_catalog.clock_timestamp() - ?::pg_catalog.timestamptz) * 1000)::pg_catalog.int8",
                at));
    }

    /** Writes the next one, in a transaction that is on disk, and so in the log, when this returns. */
    static Written write(Connection source) throws SQLException {
        return list(source, "update " + TABLE + " set n = n + 1, at = pg_catalog.clock_timestamp() from (select"
                + " pg_catalog.set_config('synchronous_commit', 'on', true) as waits) w where w.waits = 'on'"
                + " returning n, pg_catalog.pg_current_xact_id()::pg_catalog.text",
                row -> new Written(row.getLong(1), row.getString(2))).getFirst();
    }

    /** Holds up a number that is not written yet, until the transaction of this session of the target ends. */
    static void hold(Connection target, long number) throws SQLException {
        run(target, "select pg_catalog.pg_advisory_xact_lock(" + LOCK + ", " + number % Integer.MAX_VALUE + ")");
    }

    /** Condition at the target: the number came, and is held up. */
    static String isHeld(long number) {
        return "exists (select from pg_catalog.pg_locks where locktype = 'advisory' and not granted and classid = "
                + LOCK + " and objid = " + number % Integer.MAX_VALUE + " and objsubid = 2 and database = "
                + "(select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))";
    }

    /** Condition at the target: the number is there. */
    static String isThere(long number) {
        return "exists (select from " + TABLE + " where n >= " + number + ")";
    }
}
