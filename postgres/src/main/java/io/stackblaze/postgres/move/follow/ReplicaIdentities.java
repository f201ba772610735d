package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.catalog.Scope;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * What tells the rows of a table apart in a server's log. Without it a table that is published refuses updates, so it
 * is
 * set where it lacks: to the table's key, or to the whole row. What was before is kept at the server, in the
 * transaction
 * that changes it.
 *
 * @param connection a session of the tables' owner
 */
record ReplicaIdentities(Connection connection, LockTry locks) {
    private static final String TABLE = Scope.MOVE_SCHEMA + ".replica_identity";

    /** Of each table what it has and what it needs, as {@code alter table} says it. */
    private static final String NEEDED = """
            select n.nspname, c.relname,
                case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full'
                    else 'using index ' || (select pg_catalog.quote_ident(x.relname) from pg_catalog.pg_index i
                        join pg_catalog.pg_class x on x.oid = i.indexrelid
                        where i.indrelid = c.oid and i.indisreplident) end,
                case when p.indisprimary then 'default' when p.relname is null then 'full'
                    else 'using index ' || pg_catalog.quote_ident(p.relname) end
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            left join lateral (select i.indisprimary, x.relname from pg_catalog.pg_index i
                join pg_catalog.pg_class x on x.oid = i.indexrelid
                join pg_catalog.pg_am m on m.oid = x.relam and m.amname = 'btree'
                where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
                and i.indexprs is null and not exists (select from pg_catalog.pg_attribute v
                    where v.attrelid = i.indrelid and v.attnum = any (i.indkey) and not v.attnotnull)
                order by i.indisprimary desc, i.indnkeyatts, i.indexrelid limit 1) p on true
            where c.relkind = 'r' and c.relpersistence = 'p' and %s""".formatted(Scope.OURS);

    private record Identity(String table, String has, String needs) {}

    /** Sets those that lack, one table at a time. */
    void set() throws SQLException, MoveException, InterruptedException {
        run(connection, "create table if not exists " + TABLE + " (tab text primary key, before text not null)");
        List<Identity> identities = list(connection, NEEDED, row -> new Identity(quoted(row.getString(1)) + "."
                + quoted(row.getString(2)), String.valueOf(row.getString(3)), row.getString(4)));
        for (Identity identity : identities) {
            if (!identity.has().equals(identity.needs())) {
                locks.run(identity.table(), () -> {
                    alter(identity.table(), identity.needs());
                    update(connection, "insert into " + TABLE + " values (?, ?) on conflict do nothing",
                            identity.table(), identity.has());
                });
            }
        }
    }

    /** Takes for what was before what it was at another server, from where these tables were copied since. */
    void adopt(ReplicaIdentities origin) throws SQLException {
        for (Identity identity : origin.before()) {
            update(connection, "insert into " + TABLE + " values (?, ?) on conflict (tab) do update set before ="
                    + " excluded.before", identity.table(), identity.has());
        }
    }

    private List<Identity> before() throws SQLException {
        return list(connection, "select tab, before from " + TABLE + " where pg_catalog.to_regclass(tab) is not null",
                row -> new Identity(row.getString(1), row.getString(2), ""));
    }

    /** Gives back what was before; fine when nothing was set, and when a table is gone. */
    void restore() throws SQLException, MoveException, InterruptedException {
        if (!truth(connection, "select pg_catalog.to_regclass('" + TABLE + "') is not null")) {
            return;
        }
        for (Identity identity : before()) {
            locks.run(identity.table(), () -> {
                alter(identity.table(), identity.has());
                update(connection, "delete from " + TABLE + " where tab = ?", identity.table());
            });
        }
        run(connection, "drop table " + TABLE);
    }

    private void alter(String table, String identity) throws SQLException {
        run(connection, "alter table only " + table + " replica identity " + identity);
    }
}
