package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;

import static io.stackblaze.postgres.move.Sql.run;

/**
 * Writes as a replica does: the target's triggers, rules and foreign keys keep still, because the source's did their
 * work already. Order matters not.
 *
 * @param target a session with the role of a replica
 * @param watched whether somebody reads the target by an older snapshot, in which truncating would show
 */
record ReplicaWrites(Connection target, boolean watched) implements TargetWrites {
    @Override
    public void write(List<FollowedTable> staged, List<FollowedTable> whole, Loading loading)
            throws SQLException, MoveException {
        if (watched) {
            TargetWrites.empty(target, whole);
        } else if (!whole.isEmpty()) {
            truncate(whole);
        }
        for (FollowedTable table : whole) {
            loading.load(table);
        }
        for (FollowedTable table : staged) {
            TargetWrites.replace(target, table);
        }
    }

    /** All at once: tables that refer to each other are truncated together or not at all. */
    private void truncate(List<FollowedTable> tables) throws SQLException {
        var before = target.setSavepoint();
        try {
            run(target, "truncate only " + tables.stream().map(FollowedTable::quotedName)
                    .collect(Collectors.joining(", only ")));
        } catch (SQLException e) {
            if (!"0A000".equals(e.getSQLState())) {
                throw e;
            }
            // Referred to by a table that keeps its rows, as after a schema change.
            target.rollback(before);
            TargetWrites.empty(target, tables);
        }
    }
}
