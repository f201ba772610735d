package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.follow.FollowedTable.FollowedColumn;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.truth;

/**
 * The work of one batch: finds what was touched, stages it, writes it.
 *
 * @param source a transaction of the source at the batch's snapshot
 * @param target the transaction of the target that the batch is
 * @param writes how rows are written there
 */
record BatchWork(Connection source, Connection target, Staging staging, TargetWrites writes) {
    /** What was done: rows staged or copied, and the tables that were touched. */
    record Done(long changes, List<FollowedTable> tables) {}

    /**
     * Does it.
     *
     * @param uncopied columns that tables must be given before they are filled anew; tables named here are copied whole
     */
    Done apply(List<FollowedTable> tables, Snapshot then, Map<Long, List<FollowedColumn>> uncopied)
            throws SQLException, MoveException {
        var truncated = staging.truncated(then);
        var touched = staging.touched(tables, then);
        var staged = new ArrayList<FollowedTable>();
        var whole = new ArrayList<FollowedTable>();
        long changes = 0;
        for (FollowedTable table : tables) {
            if (truncated.contains(table.oid()) || uncopied.containsKey(table.oid())) {
                whole.add(table);
            } else if (touched.contains(table.oid())) {
                changes += staging.bring(table, then);
                staged.add(table);
            }
        }
        changes += write(staged, whole, uncopied);
        var all = new ArrayList<>(staged);
        all.addAll(whole);
        forgetOurs(all);
        return new Done(changes, all);
    }

    /** Where the target is captured too, to notice or to carry the writes of others, ours are none of those. */
    private void forgetOurs(List<FollowedTable> tables) throws SQLException {
        if (tables.isEmpty() || !truth(target, "select pg_catalog.to_regclass('" + Capture.SCHEMA
                + ".captured') is not null")) {
            return;
        }
        var logs = new ArrayList<>(list(target, "select rel from " + Capture.SCHEMA
                + ".captured join pg_catalog.unnest(?::pg_catalog.text[]) t on rel = pg_catalog.to_regclass(t)",
                row -> Capture.SCHEMA + ".log_" + row.getLong(1), target.createArrayOf("text",
                        tables.stream().map(FollowedTable::quotedName).toArray())));
        logs.add(Capture.SCHEMA + ".truncated");
        for (String log : logs) {
            run(target, "delete from " + log + " where _x = pg_catalog.pg_current_xact_id()");
        }
    }

    private long write(List<FollowedTable> staged, List<FollowedTable> whole, Map<Long, List<FollowedColumn>> uncopied)
            throws SQLException, MoveException {
        var loaded = new long[1];
        var before = target.setSavepoint();
        try {
            writes.write(staged, whole, table -> {
                for (FollowedColumn column : uncopied.getOrDefault(table.oid(), List.of())) {
                    run(target, "alter table " + table.quotedName() + " add column " + quoted(column.name()) + " "
                            + column.definition());
                }
                loaded[0] += CopyPipe.pour(source,
                        "select " + table.columnList("") + " from only " + table.quotedName(),
                        target, table.quotedName() + " (" + table.columnList("") + ")");
            });
        } catch (SQLException e) {
            var state = String.valueOf(e.getSQLState());
            if (state.startsWith("23")) {
                target.rollback(before);
                throw new Conflict(target, staged).explain(e);
            }
            throw e;
        }
        return loaded[0];
    }
}
