package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Transaction;
import io.stackblaze.postgres.move.catalog.Scope;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * What the source remembers for us: which rows were touched, and by which transaction. Triggers write it within the
 * writer's own transaction, so an entry is there exactly when the write is.
 *
 * <p>
 * Everything is in the schema {@value #SCHEMA} but the triggers themselves. Tables are taken one by one, each in a
 * transaction that waits for its lock no longer than stated: writers behind it wait no longer either.
 */
public final class Capture {
    /** The schema in the source that holds all that capturing adds to it. */
    public static final String SCHEMA = Scope.CAPTURE_SCHEMA;
    private static final int PURGED_AT_ONCE = 20_000;

    private final Connection source;
    private final BatchRule rule;
    private final LockTry locks;

    /**
     * Works over a session of the owner of the tables, which is in auto-commit mode.
     *
     * @param lockTimeout how long the lock of a table is waited for at a time, and so how long writers may wait
     * @param patience how long to try a table before giving up
     */
    public Capture(Connection source, Duration lockTimeout, Duration patience) {
        this(source, lockTimeout, patience, BatchRule.SNAPSHOTS);
    }

    Capture(Connection source, Duration lockTimeout, Duration patience, BatchRule rule) {
        this.source = source;
        this.rule = rule;
        this.locks = new LockTry(source, lockTimeout, patience);
    }

    /** Captures every table that is not captured yet. Doing it again finishes what an earlier time began. */
    public void install() throws MoveException, InterruptedException {
        try {
            if (!exists(source)) {
                begin();
            }
            var captured = captured();
            for (FollowedTable table : FollowedTables.read(source)) {
                if (!captured.containsKey(table.oid())) {
                    install(table);
                }
            }
        } catch (SQLException e) {
            throw MoveException.of(e, "Capturing changes at the source", Code.REFUSED);
        }
    }

    /** Takes every trace of capturing from the database, also what another mover left. Fine when there is none. */
    public void remove() throws MoveException, InterruptedException {
        try {
            var triggers = list(source,
                    """
                            select n.nspname, c.relname, t.tgname from pg_catalog.pg_trigger t
                            join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                            join pg_catalog.pg_proc p on p.oid = t.tgfoid join pg_catalog.pg_namespace o on o.oid = p.pronamespace
                            where o.nspname = '%s' and t.tgparentid = 0 order by 1, 2, 3"""
                            .formatted(SCHEMA),
                    row -> List.of(quoted(row.getString(1)) + "." + quoted(row.getString(2)),
                            quoted(row.getString(3))));
            var tables = triggers.stream().collect(Collectors.groupingBy(List::getFirst));
            for (var table : tables.entrySet()) {
                locks.run(table.getKey(), () -> {
                    for (List<String> trigger : table.getValue()) {
                        run(source, "drop trigger " + trigger.get(1) + " on " + table.getKey());
                    }
                });
            }
            run(source, "set client_min_messages = warning");
            run(source, "drop schema if exists " + SCHEMA + " cascade");
        } catch (SQLException e) {
            throw MoveException.of(e, "Ending the capture of changes at the source", Code.REFUSED);
        }
    }

    /** Captures a table anew, forgetting what was captured of it: after its columns changed. */
    void renew(FollowedTable table) throws MoveException, InterruptedException {
        try {
            locks.run(table.quotedName(), () -> {
                run(source, "set local client_min_messages = warning");
                for (String function : list(source, """
                        select p.oid::pg_catalog.regprocedure::pg_catalog.text from pg_catalog.pg_proc p
                        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                        where n.nspname = '%s' and p.proname like 'catch\\_%s\\_%%'""".formatted(SCHEMA, table.oid()),
                        row -> row.getString(1))) {
                    run(source, "drop function " + function + " cascade");
                }
                run(source, "drop table if exists " + table.log());
                add(table);
            });
        } catch (SQLException e) {
            throw MoveException.of(e, "Capturing changes of " + table.shown(), Code.REFUSED);
        }
    }

    /** Whether something is captured in a database. */
    static boolean exists(Connection connection) throws SQLException {
        return truth(connection, "select pg_catalog.to_regnamespace('" + SCHEMA + "') is not null");
    }

    /** The tables that are captured, by their numbers, and as what. */
    Map<Long, String> captured() throws SQLException {
        return captured(source);
    }

    /**
     * What was written after a state, by table: how many rows were touched, or at least 1 for a truncation. After the
     * cut that is the work of somebody who was not told.
     */
    public static Map<String, Long> writtenSince(Connection source, Snapshot state) throws SQLException {
        var written = new TreeMap<String, Long>();
        var since = " where " + BatchRule.SNAPSHOTS.since(state);
        for (long oid : captured(source).keySet()) {
            list(source, "select " + oid + "::pg_catalog.regclass::pg_catalog.text, (select count(*) from " + SCHEMA
                    + ".log_" + oid + since + ") + (select count(*) from " + SCHEMA + ".truncated" + since
                    + " and rel = "
                    + oid + ")", row -> written.merge(row.getString(1), row.getLong(2), Long::sum));
        }
        written.values().removeIf(count -> count == 0);
        return written;
    }

    /** Names of the tables that were truncated after a state: older states show them empty, too. */
    public static Set<String> truncatedSince(Connection source, Snapshot state) throws SQLException {
        return new HashSet<>(list(source, "select distinct n.nspname || '.' || c.relname from " + SCHEMA
                + ".truncated t join pg_catalog.pg_class c on c.oid = t.rel join pg_catalog.pg_namespace n"
                + " on n.oid = c.relnamespace where " + BatchRule.SNAPSHOTS.since(state), row -> row.getString(1)));
    }

    /** How many touched rows a condition over their writers chooses. */
    static long count(Connection source, String condition) throws SQLException {
        long rows = 0;
        for (long oid : captured(source).keySet()) {
            rows += number(source, "select count(*) from " + SCHEMA + ".log_" + oid + " where " + condition);
        }
        return rows;
    }

    /** Takes away what was captured before a state; in bounded bites, so again and again. */
    static void purge(Connection source, Snapshot before) throws SQLException {
        var logs = new ArrayList<>(captured(source).keySet().stream().map(oid -> SCHEMA + ".log_" + oid).toList());
        logs.add(SCHEMA + ".truncated");
        for (String log : logs) {
            run(source, "delete from " + log + " where ctid = any (array(select ctid from " + log + " where _x < "
                    + literal(before.xmin()) + "::pg_catalog.xid8 limit " + PURGED_AT_ONCE + "))");
        }
    }

    static Map<Long, String> captured(Connection source) throws SQLException {
        var captured = new HashMap<Long, String>();
        list(source, "select rel, shape from " + SCHEMA + ".captured",
                row -> captured.put(row.getLong(1), row.getString(2)));
        return captured;
    }

    private void begin() throws SQLException {
        Transaction.run(source, () -> {
            run(source, "create schema " + SCHEMA);
            run(source, "revoke all on schema " + SCHEMA + " from public");
            run(source, "create table " + SCHEMA
                    + ".captured (rel pg_catalog.oid primary key, shape pg_catalog.text not null)");
            run(source, "create table " + SCHEMA + ".truncated (_x pg_catalog.xid8 not null default " + rule.writer()
                    + ", rel pg_catalog.oid not null)");
        });
    }

    private void install(FollowedTable table) throws SQLException, MoveException, InterruptedException {
        locks.run(table.quotedName(), () -> add(table));
    }

    private void add(FollowedTable table) throws SQLException {
        var statements = new CaptureStatements(table, rule);
        for (String statement : statements.all()) {
            run(source, statement);
        }
        run(source, statements.always());
        update(source,
                "insert into " + SCHEMA
                        + ".captured (rel, shape) values (?, ?) on conflict (rel) do update set shape = excluded.shape",
                table.oid(), table.capturedShape());
    }
}
