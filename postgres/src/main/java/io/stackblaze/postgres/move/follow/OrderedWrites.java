package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.quoted;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.update;

/**
 * Writes into a target that does not let us play a replica, so that its foreign keys watch: rows come parents first and
 * go children first, and a row that others may refer to is changed in place. Where no order can please them, such as
 * two rows that swap a unique value, the foreign keys step aside for this one transaction and are checked at its end.
 *
 * @param target a session of the tables' owner; nobody else writes there
 */
record OrderedWrites(Connection target) implements TargetWrites {
    private static final String CONSTRAINT_VIOLATIONS = "23";
    private static final String ALWAYS_GENERATED = "428C9";

    @Override
    public void write(List<FollowedTable> staged, List<FollowedTable> whole, Loading loading)
            throws SQLException, MoveException {
        var keys = ForeignKeys.read(target);
        var lacking = lacking(keys, staged, whole);
        if (lacking.isEmpty()) {
            write(keys, staged, whole, loading);
            return;
        }
        // Frozen for everybody, us too. Until the transaction ends nobody else sees that we may write.
        run(target, "grant insert, update, delete on " + lacking + " to current_user");
        write(keys, staged, whole, loading);
        run(target, "revoke insert, update, delete on " + lacking + " from current_user");
    }

    /** Tables that we may not write to, of those that are touched and those whose keys the server looks up. */
    private String lacking(ForeignKeys keys, List<FollowedTable> staged, List<FollowedTable> whole)
            throws SQLException {
        var names = new HashSet<String>();
        staged.forEach(table -> names.add(table.quotedName()));
        whole.forEach(table -> names.add(table.quotedName()));
        for (var key : keys.all()) {
            if (names.contains(key.child()) || names.contains(key.parent())) {
                names.add(key.child());
                names.add(key.parent());
            }
        }
        return String.join(", ", list(target, "select t from pg_catalog.unnest(?::pg_catalog.text[]) t "
                + "where not pg_catalog.has_table_privilege(t, 'INSERT') order by t", row -> row.getString(1),
                target.createArrayOf("text", names.toArray())));
    }

    private void write(ForeignKeys keys, List<FollowedTable> staged, List<FollowedTable> whole, Loading loading)
            throws SQLException, MoveException {
        if (whole.isEmpty()) {
            var before = target.setSavepoint();
            try {
                inOrder(keys.parentsFirst(staged));
                return;
            } catch (SQLException e) {
                if (!isOfOrder(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                target.rollback(before);
            }
        }
        aside(keys, staged, whole, loading);
    }

    private static boolean isOfOrder(String state) {
        return state.startsWith(CONSTRAINT_VIOLATIONS) || state.equals(ALWAYS_GENERATED);
    }

    private void inOrder(List<FollowedTable> parentsFirst) throws SQLException, MoveException {
        run(target, "set constraints all deferred");
        for (FollowedTable table : parentsFirst) {
            if (table.hasKey()) {
                put(table);
            } else {
                TargetWrites.replace(target, table);
            }
        }
        for (FollowedTable table : parentsFirst.reversed()) {
            if (table.hasKey()) {
                update(target, "delete from only " + table.quotedName() + " t using " + Staging.of(table)
                        + " s where not s.present and " + table.matches("t", "s"));
            }
        }
        run(target, "set constraints all immediate");
    }

    private void put(FollowedTable table) throws SQLException {
        var keyNames = table.key().stream().map(FollowedTable.KeyColumn::name).collect(Collectors.toSet());
        var others = table.columns().stream().map(FollowedTable.FollowedColumn::name)
                .filter(name -> !keyNames.contains(name)).toList();
        update(target, "insert into " + table.quotedName() + " (" + table.columnList("")
                + ") overriding system value select " + table.columnList("") + " from " + Staging.of(table)
                + " where present on conflict (" + table.keyList("") + ") do "
                + (others.isEmpty()
                        ? "nothing"
                        : "update set " + others.stream().map(name -> quoted(name) + " = excluded." + quoted(name))
                                .collect(Collectors.joining(", "))));
    }

    private void aside(ForeignKeys keys, List<FollowedTable> staged, List<FollowedTable> whole, Loading loading)
            throws SQLException, MoveException {
        var names = new HashSet<String>();
        staged.forEach(table -> names.add(table.quotedName()));
        whole.forEach(table -> names.add(table.quotedName()));
        var touching = keys.all().stream().filter(key -> names.contains(key.child()) || names.contains(key.parent()))
                .toList();
        for (var key : touching) {
            run(target, key.drop());
        }
        TargetWrites.empty(target, whole);
        for (FollowedTable table : whole) {
            loading.load(table);
        }
        for (FollowedTable table : staged) {
            TargetWrites.replace(target, table);
        }
        for (var key : touching) {
            run(target, key.add());
            if (!key.comment().isEmpty()) {
                run(target, "comment on constraint " + quoted(key.name()) + " on " + key.child() + " is "
                        + literal(key.comment()));
            }
        }
    }
}
