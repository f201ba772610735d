package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.follow.FollowedTable.FollowedColumn;

/**
 * The source's tables at one moment.
 *
 * @param fingerprint of the catalog that they were read from
 * @param uncopied tables to be brought whole, with columns that the target lacks
 * @param stale tables whose capture is missing or made for other columns
 */
record Shapes(String fingerprint, List<FollowedTable> tables, Map<Long, List<FollowedColumn>> uncopied,
        List<FollowedTable> stale) {

    /** Reads them as the reader's snapshot has them, beside what the target remembers. */
    static Shapes read(String fingerprint, Connection reader, Positions positions)
            throws SQLException, MoveException {
        var tables = FollowedTables.read(reader);
        var uncopied = new ShapeWatch(positions).uncopied(tables, positions.shapes(), positions.target());
        var captured = Capture.captured(reader);
        var stale = tables.stream().filter(table -> !table.isServedBy(captured.get(table.oid()))).toList();
        return new Shapes(fingerprint, tables, uncopied, stale);
    }
}
