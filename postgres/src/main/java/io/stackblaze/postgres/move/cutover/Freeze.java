package io.stackblaze.postgres.move.cutover;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Scope;
import org.jspecify.annotations.Nullable;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * Stops writes to a database for good, and gives back exactly what it took. New sessions begin read-only; nobody, not
 * even the owner, may write to a table. What was before is kept in the database itself, in the transaction that changes
 * it, so that anybody who reaches it can undo it.
 *
 * @param connection a session of the owner of database and tables
 */
public record Freeze(Connection connection) {
    private static final String SETTING = Scope.MOVE_SCHEMA + ".frozen_setting";
    private static final String GRANTS = Scope.MOVE_SCHEMA + ".frozen_grant";
    private static final String WRITES = "('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')";

    /** Who may write what, by grants of the tables' owners, of tables whole and of single columns. */
    private static final String HELD = """
            select n.nspname, c.relname, x.attname, coalesce(r.rolname, '') as grantee, x.privilege_type, x.is_grantable
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            cross join lateral (
                select null::pg_catalog.name as attname, a.* from pg_catalog.aclexplode(coalesce(c.relacl,
                    pg_catalog.acldefault('r', c.relowner))) a
                union all select t.attname, a.* from pg_catalog.pg_attribute t,
                    pg_catalog.aclexplode(t.attacl) a where t.attrelid = c.oid and t.attnum > 0) x
            left join pg_catalog.pg_roles r on r.oid = x.grantee
            where c.relkind in ('r', 'p') and c.relpersistence <> 't' and x.grantor = c.relowner
            and x.privilege_type in %s and %s""".formatted(WRITES, Scope.OURS);

    private record Grant(String table, @Nullable String column, String grantee, String privilege, boolean grantable) {
        String restored() {
            return "grant " + privilege + (column == null ? "" : " (" + quoted(column) + ")") + " on " + table + " to "
                    + who() + (grantable ? " with grant option" : "");
        }

        String who() {
            return grantee.isEmpty() ? "public" : quoted(grantee);
        }
    }

    /** Whether writes are refused for good. */
    public boolean isFrozen() throws SQLException {
        return truth(connection, "select pg_catalog.to_regclass('" + GRANTS + "') is not null");
    }

    /** New sessions begin read-only from now on; those there are do not notice. */
    void announce() throws SQLException {
        if (truth(connection, "select pg_catalog.to_regclass('" + SETTING + "') is not null")) {
            return;
        }
        Transaction.run(connection, () -> {
            run(connection, "set local client_min_messages = warning");
            run(connection, "create schema if not exists " + Scope.MOVE_SCHEMA);
            run(connection, "create table " + SETTING + " as select (select pg_catalog.split_part(v, '=', 2) "
                    + "from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) v where s.setrole = 0 "
                    + "and s.setdatabase = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()) "
                    + "and v like 'default\\_transaction\\_read\\_only=%') as before");
            run(connection, alter() + " set default_transaction_read_only = on");
        });
    }

    /** Takes the right to write from everybody, in the transaction of the caller. */
    void revoke() throws SQLException {
        run(connection, "create table " + GRANTS + " as " + HELD);
        for (String table : list(connection, "select distinct nspname, relname from " + GRANTS,
                row -> quoted(row.getString(1)) + "." + quoted(row.getString(2)))) {
            var roles = String.join(", ", grants().stream().filter(grant -> grant.table().equals(table))
                    .map(Grant::who).distinct().toList());
            run(connection, "revoke insert, update, delete, truncate on " + table + " from " + roles);
        }
    }

    /** Revokes at once; for a database that nobody uses. */
    void refreeze() throws SQLException {
        if (!isFrozen()) {
            Transaction.run(connection, () -> {
                run(connection, "set local client_min_messages = warning");
                run(connection, "create schema if not exists " + Scope.MOVE_SCHEMA);
                revoke();
            });
        }
    }

    /**
     * New sessions begin as before the freeze. Without the right to write they do no harm; and one that a pool keeps
     * until the right comes back can write then, which one that began read-only never could.
     */
    void admit() throws SQLException {
        Transaction.run(connection, this::reset);
    }

    private void reset() throws SQLException {
        if (truth(connection, "select pg_catalog.to_regclass('" + SETTING + "') is not null")) {
            var before = list(connection, "select before from " + SETTING, row -> row.getString(1)).getFirst();
            run(connection, before == null
                    ? alter() + " reset default_transaction_read_only"
                    : alter() + " set default_transaction_read_only = " + ("on".equals(before) ? "on" : "off"));
            run(connection, "drop table " + SETTING);
        }
    }

    /** Ends every other session of the database but those of movers; returns how many were there. */
    int endSessions() throws SQLException {
        var others = list(connection, """
                select pid from pg_catalog.pg_stat_activity where datname = pg_catalog.current_database()
                and backend_type = 'client backend' and pid <> pg_catalog.pg_backend_pid()
                and application_name <> 'stackblaze move'""", row -> row.getInt(1));
        for (int pid : others) {
            try {
                run(connection, "select pg_catalog.pg_terminate_backend(" + pid + ")");
            } catch (SQLException e) {
                // A session of somebody mightier than us stays; the locks say whether it writes.
                if (!"42501".equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        return others.size();
    }

    /** Gives everything back; fine when nothing is frozen. */
    public void thaw() throws SQLException {
        Transaction.run(connection, () -> {
            if (isFrozen()) {
                for (Grant grant : grants()) {
                    run(connection, grant.restored());
                }
                run(connection, "drop table " + GRANTS);
            }
            reset();
        });
    }

    /** Remembers nothing any more, and leaves writes refused; for a database that is given up. */
    void forget() throws SQLException {
        run(connection, "set client_min_messages = warning");
        update(connection, "drop table if exists " + GRANTS);
        update(connection, "drop table if exists " + SETTING);
    }

    private List<Grant> grants() throws SQLException {
        return list(connection, "select nspname, relname, attname, grantee, privilege_type, is_grantable from " + GRANTS
                + " order by attname nulls first",
                row -> new Grant(quoted(row.getString(1)) + "."
                        + quoted(row.getString(2)), row.getString(3), row.getString(4), row.getString(5),
                        row.getBoolean(6)));
    }

    private String alter() throws SQLException {
        return "alter database " + quoted(connection.getCatalog());
    }
}
