package io.stackblaze.heroku.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries what a role may do. Asking the catalog is not enough: {@code CREATE PUBLICATION} succeeds where nothing can
 * ever
 * be replicated.
 */
final class Trials {
    private static final String SCHEMA = "stackblaze_trial";

    private Trials() {}

    static List<Ability> run(Connection c) throws SQLException {
        var abilities = new ArrayList<Ability>();
        abilities.add(replication(c));
        abilities.add(attempt(c, PostgresAbility.CAPTURE, "create schema " + SCHEMA,
                "create table " + SCHEMA + ".t (id int primary key)",
                "create function " + SCHEMA + ".f() returns trigger language plpgsql security definer as"
                        + " 'begin return null; end'",
                "create trigger a after insert or update or delete on " + SCHEMA + ".t for each statement execute"
                        + " function " + SCHEMA + ".f()",
                "create trigger b after truncate on " + SCHEMA + ".t for each statement execute function " + SCHEMA
                        + ".f()",
                "insert into " + SCHEMA + ".t values (1)"));
        abilities.add(owner(c));
        abilities.add(snapshot(c));
        abilities.add(attempt(c, PostgresAbility.TRANSACTION_IDS, "select pg_current_xact_id()"));
        abilities.add(attempt(c, PostgresAbility.LARGE_OBJECTS, "select lo_create(0)"));
        abilities.add(attempt(c, PostgresAbility.REPLICA_ROLE, "set local session_replication_role = replica"));
        abilities.add(attempt(c, PostgresAbility.EVENT_TRIGGERS, "create schema " + SCHEMA,
                "create function " + SCHEMA + ".f() returns event_trigger language plpgsql as 'begin end'",
                "create event trigger " + SCHEMA + " on ddl_command_end execute function " + SCHEMA + ".f()"));
        return abilities;
    }

    /** A slot is not undone by a rollback; it is tried only where it should work, and then as a temporary one. */
    private static Ability replication(Connection c) throws SQLException {
        try (var statement = c.createStatement();
                var rows = statement.executeQuery(
                        "select current_setting('wal_level'), rolreplication or rolsuper from pg_roles where rolname = current_user")) {
            rows.next();
            if (!"logical".equals(rows.getString(1))) {
                return new Ability(PostgresAbility.REPLICATION, false, "wal_level is " + rows.getString(1));
            }
            if (!rows.getBoolean(2)) {
                return new Ability(PostgresAbility.REPLICATION, false, "the role has no attribute REPLICATION");
            }
        }
        c.rollback();
        return attempt(c, PostgresAbility.REPLICATION,
                "select pg_create_logical_replication_slot('" + SCHEMA + "', 'pgoutput', true)",
                "select pg_drop_replication_slot('" + SCHEMA + "')");
    }

    /** Only a transaction without savepoints may share what it sees. */
    private static Ability snapshot(Connection c) throws SQLException {
        c.rollback();
        try (var statement = c.createStatement()) {
            statement.execute("select pg_export_snapshot()");
            return new Ability(PostgresAbility.SNAPSHOT, true, "");
        } catch (SQLException e) {
            return new Ability(PostgresAbility.SNAPSHOT, false, PostgresProbe.said(e));
        } finally {
            c.rollback();
        }
    }

    private static Ability owner(Connection c) throws SQLException {
        try (var statement = c.createStatement(); var rows = statement.executeQuery("""
                select count(*), min(n.nspname || '.' || r.relname)
                from pg_class r join pg_namespace n on n.oid = r.relnamespace
                where r.relkind in ('r', 'p') and n.nspname !~ '^pg_'
                and n.nspname not in ('information_schema', '_heroku', 'heroku_ext')
                and not pg_has_role(r.relowner, 'usage')""")) {
            rows.next();
            return rows.getLong(1) == 0
                    ? new Ability(PostgresAbility.OWNER, true, "")
                    : new Ability(PostgresAbility.OWNER, false,
                            rows.getLong(1) + " tables belong to another role, " + rows.getString(2) + " among them");
        }
    }

    private static Ability attempt(Connection c, String name, String... statements) throws SQLException {
        var before = c.setSavepoint();
        try (var statement = c.createStatement()) {
            for (var each : statements) {
                statement.execute(each);
            }
            return new Ability(name, true, "");
        } catch (SQLException e) {
            return new Ability(name, false, PostgresProbe.said(e));
        } finally {
            c.rollback(before);
        }
    }
}
