package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Scope;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * Where a target stands, kept in the target itself: the snapshot of the source whose state it has, and what its tables
 * looked like. Changed in the same transaction as the rows, so that both are always true together.
 *
 * @param target a session of the target
 * @param job which following it is; a target may be followed from and to
 */
record Positions(Connection target, String job) {
    /** The schema in the target that holds what a move must remember. */
    static final String SCHEMA = Scope.MOVE_SCHEMA;

    /**
     * A table as it was when the target last agreed with it.
     *
     * @param copied whether its rows are there; otherwise the next batch brings all of them
     */
    record Shape(String name, String columns, boolean copied) {}

    /** Makes place for positions; fine when there is. */
    void prepare() throws SQLException {
        run(target, "set client_min_messages = warning");
        run(target, "create schema if not exists " + SCHEMA);
        run(target, "create table if not exists " + SCHEMA
                + ".follow_position (job text primary key, snapshot text not null, kept text, at timestamptz not null)");
        run(target, "create table if not exists " + SCHEMA
                + ".follow_shape (job text, rel pg_catalog.oid, name text not null, columns text not null, copied boolean not null, primary key (job, rel))");
    }

    /** Begins at a snapshot under which all tables are yet to be copied. */
    void begin(Snapshot start, List<FollowedTable> tables) throws SQLException {
        Transaction.run(target, () -> {
            move(start);
            update(target, "delete from " + SCHEMA + ".follow_shape where job = ?", job);
            for (FollowedTable table : tables) {
                shape(table, false);
            }
        });
    }

    /** Where it stands, locked until the transaction ends: two movers never apply the same batch. */
    Optional<Snapshot> lock() throws SQLException {
        return list(target, "select snapshot from " + SCHEMA + ".follow_position where job = ? for update",
                row -> new Snapshot(row.getString(1)), job).stream().findFirst();
    }

    /** Where it stands; empty when it never began. */
    Optional<Snapshot> current() throws SQLException {
        return list(target, "select snapshot from " + SCHEMA + ".follow_position where job = ?",
                row -> new Snapshot(row.getString(1)), job).stream().findFirst();
    }

    /** Whether it began; fine where no place for positions was made yet. */
    boolean isBegun() throws SQLException {
        return truth(target, "select pg_catalog.to_regclass('" + SCHEMA + ".follow_position') is not null")
                && current().isPresent();
    }

    /** How long ago it came to where it stands. */
    Duration age() throws SQLException {
        return Duration.ofMillis(Math.max(0, number(target,
                "select (extract(epoch from pg_catalog.clock_timestamp() - at) * 1000)::pg_catalog.int8 from " + SCHEMA
                        + ".follow_position where job = ?",
                job)));
    }

    void move(Snapshot to) throws SQLException {
        update(target,
                "insert into " + SCHEMA + ".follow_position (job, snapshot, at) values (?, ?, clock_timestamp()) "
                        + "on conflict (job) do update set snapshot = excluded.snapshot, at = excluded.at",
                job, to.text());
    }

    /** Keeps what the source captured since a state that was verified, so that later only that is compared again. */
    void keep(Snapshot since) throws SQLException {
        update(target, "update " + SCHEMA + ".follow_position set kept = ? where job = ?", since.text(), job);
    }

    Optional<Snapshot> kept() throws SQLException {
        return list(target, "select kept from " + SCHEMA + ".follow_position where job = ? and kept is not null",
                row -> new Snapshot(row.getString(1)), job).stream().findFirst();
    }

    /** Tables of a move as they were, by their number at the source. */
    Map<Long, Shape> shapes() throws SQLException {
        record Entry(long oid, Shape shape) {}
        return list(target, "select rel, name, columns, copied from " + SCHEMA + ".follow_shape where job = ?",
                row -> new Entry(row.getLong(1), new Shape(row.getString(2), row.getString(3), row.getBoolean(4))), job)
                .stream().collect(Collectors.toMap(Entry::oid, Entry::shape));
    }

    void shape(FollowedTable table, boolean copied) throws SQLException {
        update(target, "insert into " + SCHEMA
                + ".follow_shape (job, rel, name, columns, copied) values (?, ?, ?, ?, ?) "
                + "on conflict (job, rel) do update set name = excluded.name, columns = excluded.columns, copied = excluded.copied",
                job, table.oid(), table.shown(), table.shape(), copied);
    }

    /** The next batch brings the table whole. */
    void uncopied(long oid) throws SQLException {
        update(target, "update " + SCHEMA + ".follow_shape set copied = false where job = ? and rel = ?", job, oid);
    }

    void forgetShape(long oid) throws SQLException {
        update(target, "delete from " + SCHEMA + ".follow_shape where job = ? and rel = ?", job, oid);
    }

    void forget() throws SQLException {
        Transaction.run(target, () -> {
            update(target, "delete from " + SCHEMA + ".follow_shape where job = ?", job);
            update(target, "delete from " + SCHEMA + ".follow_position where job = ?", job);
        });
    }
}
