package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.stackblaze.postgres.move.Sql;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.run;

/**
 * Brings what a batch is about to temporary tables of the target. For a table with a key: every touched key once, with
 * its row as the source's snapshot has it, or none. For one without: every touched row once, with how many more or
 * fewer of it there are.
 *
 * @param source a transaction of the source, at the snapshot of the batch
 * @param target the transaction of the target that the batch is
 * @param made tables for which this session of the target has a temporary table by now
 */
record Staging(Connection source, Connection target, BatchRule rule, Set<Long> made) {
    Staging(Connection source, Connection target, BatchRule rule) {
        this(source, target, rule, new HashSet<>());
    }

    /** Name of the temporary table for a table. */
    static String of(FollowedTable table) {
        return "pg_temp.staged_" + table.oid();
    }

    /** Which of the tables have entries since then. */
    Set<Long> touched(List<FollowedTable> tables, Snapshot then) throws SQLException {
        var query = tables.stream()
                .map(table -> "select " + table.oid() + "::pg_catalog.int8 where exists (select from "
                        + table.log() + " where " + rule.since(then) + ")")
                .collect(Collectors.joining(" union all "));
        return query.isEmpty() ? Set.of() : new HashSet<>(list(source, query, row -> row.getLong(1)));
    }

    /** Which tables were truncated since then. */
    Set<Long> truncated(Snapshot then) throws SQLException {
        return new HashSet<>(list(source, "select distinct rel from " + Capture.SCHEMA + ".truncated where "
                + rule.since(then), row -> row.getLong(1)));
    }

    /** Brings the touched rows of a table; returns how many. */
    long bring(FollowedTable table, Snapshot then) throws SQLException {
        if (made.add(table.oid())) {
            run(target, "drop table if exists " + of(table));
            run(target, "create temporary table staged_" + table.oid() + " on commit delete rows as select "
                    + (table.hasKey() ? captured(table) + ", true as present" : "null::pg_catalog.int8 as n")
                    + ", " + table.columnList("") + " from only " + table.quotedName() + " with no data");
        }
        return CopyPipe.pour(source, table.hasKey() ? rows(table, then) : images(table, then), target, of(table));
    }

    private static String captured(FollowedTable table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> Sql.quoted(table.key().get(i).name()) + " as k" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    private String rows(FollowedTable table, Snapshot then) {
        return "select " + table.capturedKey("k.") + ", t.tableoid is not null, " + table.columnList("t.")
                + " from (" + keys(table, then) + ") k left join only " + table.quotedName() + " t on "
                + table.matches("t", "k");
    }

    /** The touched keys of a table, each once. */
    String keys(FollowedTable table, Snapshot then) {
        return "select distinct " + table.capturedKey("") + " from " + table.log() + " where " + rule.since(then);
    }

    private String images(FollowedTable table, Snapshot then) {
        var columns = IntStream.rangeClosed(1, table.columns().size()).mapToObj(i -> "c" + i)
                .collect(Collectors.joining(", "));
        return "select n, " + columns + " from (select " + columns
                + ", pg_catalog.sum(s) over w as n, pg_catalog.row_number() over w as r from " + table.log() + " where "
                + rule.since(then) + " window w as (partition by row(" + columns
                + ")::pg_catalog.text rows between unbounded preceding and unbounded following)) x where r = 1 and n <> 0";
    }
}
