package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.ExportedSnapshot;
import io.stackblaze.postgres.move.Sql;

/** A small database with what makes following hard, and a comparison that knows nothing of how it is followed. */
public final class Shop {
    private static final List<String> SCHEMA = List.of(
            "create schema shop",
            "create table shop.customers (id bigserial primary key, email text not null unique, note text, since timestamptz not null default clock_timestamp())",
            "create table shop.orders (id bigserial primary key, customer bigint not null references shop.customers on update cascade on delete cascade, total numeric(14,2), weight float8, doc jsonb, big text)",
            "create table shop.items (orderid bigint references shop.orders on delete cascade, line int, sku text not null, primary key (orderid, line))",
            "create table shop.history (what text, at timestamptz default clock_timestamp(), amount float8, doc json)",
            "create table shop.\"We\"\"ird Näme\" (\"Key\" text collate \"C\" not null unique, \"select\" int, tags text[], raw bytea)",
            "create table shop.counters (id int generated always as identity primary key, n int not null, double int generated always as (n * 2) stored)",
            "create table shop.events (id bigint, day int, what text, primary key (id, day)) partition by range (day)",
            "create table shop.events_1 partition of shop.events for values from (0) to (10)",
            "create table shop.events_2 partition of shop.events for values from (10) to (20)",
            "create table shop.vehicles (id int primary key, name text)",
            "create table shop.trucks (load int, primary key (id)) inherits (shop.vehicles)",
            "create table shop.scratch (id int primary key, text text)",
            // A trigger of the user's own, which must not fire once more at the target.
            "create function shop.noted() returns trigger language plpgsql as 'begin insert into shop.history (what, amount) values (tg_op, new.n); return new; end'",
            "create trigger noted after insert or update on shop.counters for each row execute function shop.noted()");

    private Shop() {}

    /** Makes the schema. */
    public static void create(Endpoint endpoint) throws SQLException {
        try (var connection = endpoint.connect()) {
            // Disks are slow, and no test cuts the power.
            Sql.run(connection, "alter database " + Sql.quoted(endpoint.database()) + " set synchronous_commit = off");
        }
        try (var connection = endpoint.connect()) {
            for (String statement : SCHEMA) {
                Sql.run(connection, statement);
            }
        }
    }

    /** Makes it with no rows that only their text tells apart: a subscription cannot find such. */
    public static void createComparable(Endpoint endpoint) throws SQLException {
        create(endpoint);
        try (var connection = endpoint.connect()) {
            Sql.run(connection, "alter table shop.history alter column doc type jsonb");
        }
    }

    /** Puts some rows everywhere. */
    public static void fill(Endpoint endpoint) throws SQLException {
        try (var connection = endpoint.connect()) {
            Sql.run(connection,
                    "insert into shop.customers (email) select 'c' || i || '@example.com' from generate_series(1, 200) i");
            Sql.run(connection,
                    "insert into shop.orders (customer, total, weight, big) select i, i * 1.10, i / 3.0, repeat(md5(i::text), 200) from generate_series(1, 200) i");
            Sql.run(connection,
                    "insert into shop.items select i, l, 'sku' || l from generate_series(1, 200) i, generate_series(1, 3) l");
            Sql.run(connection,
                    "insert into shop.history (what, amount) select 'same', 1.5 from generate_series(1, 20)");
            Sql.run(connection, "insert into shop.\"We\"\"ird Näme\" select 'k' || i, i from generate_series(1, 50) i");
            Sql.run(connection, "insert into shop.counters (n) select i from generate_series(1, 20) i");
            Sql.run(connection, "insert into shop.events select i, i % 20, 'e' from generate_series(1, 200) i");
            Sql.run(connection, "insert into shop.vehicles select i, 'v' from generate_series(1, 50) i");
            Sql.run(connection, "insert into shop.trucks select i, 't', i from generate_series(100, 150) i");
            Sql.run(connection, "insert into shop.scratch select i, 's' from generate_series(1, 20) i");
        }
    }

    /** Of each table of the database how many rows it has, and a digest of them all. */
    public static Map<String, String> contents(Endpoint endpoint) throws SQLException {
        try (var connection = endpoint.connect()) {
            var contents = new TreeMap<String, String>();
            for (String table : tables(connection)) {
                contents.put(table, Sql.text(connection,
                        "select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '\n' order by t::text collate \"C\")), '-') from only "
                                + table + " t"));
            }
            return contents;
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return Sql.list(connection,
                "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('shop', 'public') order by 1",
                row -> row.getString(1));
    }

    /** Copies all tables under a snapshot, the plainest way there is. */
    public static void copy(Endpoint from, Endpoint to, String snapshot) throws SQLException {
        try (var source = from.connect(); var target = to.connect()) {
            target.setAutoCommit(false);
            Sql.run(target, "set session_replication_role = replica");
            ExportedSnapshot.adopt(source, snapshot);
            for (FollowedTable table : FollowedTables.read(source)) {
                // A transaction for each table, so that nobody who truncates several can wait for us, and we for them.
                source.rollback();
                ExportedSnapshot.adopt(source, snapshot);
                Sql.run(target, "delete from only " + table.quotedName());
                CopyPipe.pour(source, "select " + table.columnList("") + " from only " + table.quotedName(), target,
                        table.quotedName() + " (" + table.columnList("") + ")");
            }
            target.commit();
        }
    }
}
