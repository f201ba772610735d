package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.follow.FollowedTable.FollowedColumn;
import io.stackblaze.postgres.move.follow.Positions.Shape;

/**
 * Notices that the source's tables changed shape under the move, and decides what can be taken along: added columns
 * are, and whatever the target was given already; the table is then copied whole once more. Anything else stops the
 * following with what somebody has to do.
 */
record ShapeWatch(Positions positions) {
    /** The digest says cheaply whether anything changed; names tables to be filled whole, with columns to add first. */
    Map<Long, List<FollowedColumn>> uncopied(List<FollowedTable> tables, Map<Long, Shape> known, Connection target)
            throws SQLException, MoveException {
        var uncopied = new HashMap<Long, List<FollowedColumn>>();
        Map<String, FollowedTable> there = null;
        for (FollowedTable table : tables) {
            var shape = known.get(table.oid());
            if (shape == null || !shape.columns().equals(table.shape()) || !shape.name().equals(table.shown())) {
                if (there == null) {
                    there = byName(FollowedTables.read(target));
                }
                uncopied.put(table.oid(),
                        missing(table, Optional.ofNullable(there.get(table.quotedName())), shape != null));
            } else if (!shape.copied()) {
                uncopied.put(table.oid(), List.of());
            }
        }
        gone(tables, known, target);
        return uncopied;
    }

    private static List<FollowedColumn> missing(FollowedTable table, Optional<FollowedTable> there, boolean known)
            throws MoveException {
        if (there.isEmpty()) {
            throw new MoveException(Code.CHANGED,
                    "The source has a new table %s since the move began%s. Create it at the target as it is at the source (without foreign keys) and go on, or drop it at the source."
                            .formatted(table.shown(), known ? ", renamed from another" : ""));
        }
        var missing = new ArrayList<FollowedColumn>();
        for (FollowedColumn column : table.columns()) {
            var same = there.get().columns().stream().filter(other -> other.name().equals(column.name())).findFirst();
            if (same.isEmpty()) {
                missing.add(column);
            } else if (!same.get().type().equals(column.type())) {
                throw changed(table,
                        "column " + column.name() + " is now " + column.type() + ", and " + same.get().type()
                                + " at the target");
            }
        }
        for (FollowedColumn column : there.get().columns()) {
            if (table.columns().stream().noneMatch(other -> other.name().equals(column.name()))) {
                throw changed(table, "column " + column.name() + " is no more");
            }
        }
        if (!missing.isEmpty() && table.byRow()) {
            throw changed(table, "columns were added to a table with partitions or heirs");
        }
        return missing;
    }

    private static MoveException changed(FollowedTable table, String how) {
        return new MoveException(Code.CHANGED,
                "The source's table %s changed since the move began: %s. Change the target's table in the same way and go on; it will be copied once more. Until the move is done, hold back further migrations."
                        .formatted(table.shown(), how));
    }

    private void gone(List<FollowedTable> tables, Map<Long, Shape> known, Connection target)
            throws SQLException, MoveException {
        for (var shape : known.entrySet()) {
            if (tables.stream().noneMatch(table -> table.oid() == shape.getKey())) {
                var still = byName(FollowedTables.read(target)).values().stream()
                        .anyMatch(table -> table.shown().equals(shape.getValue().name()));
                var again = tables.stream().anyMatch(table -> table.shown().equals(shape.getValue().name()));
                if (still && !again) {
                    throw new MoveException(Code.CHANGED,
                            "The source's table %s was dropped or renamed since the move began. Do the same at the target and go on, or end the move."
                                    .formatted(shape.getValue().name()));
                }
                positions.forgetShape(shape.getKey());
            }
        }
    }

    private static Map<String, FollowedTable> byName(List<FollowedTable> tables) {
        var byName = new HashMap<String, FollowedTable>();
        tables.forEach(table -> byName.put(table.quotedName(), table));
        return byName;
    }
}
