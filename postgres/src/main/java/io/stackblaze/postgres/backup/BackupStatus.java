package io.stackblaze.postgres.backup;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the backups of a database stand.
 *
 * @param detail what is wrong or being done, a sentence; empty when all is well
 * @param ranges moments that can be restored, oldest first
 * @param bases base backups, oldest first
 * @param points named points that can be restored, oldest first
 * @param proof the last drill, if one was held
 */
public record BackupStatus(State state, String detail, List<Range> ranges, List<Base> bases, List<Point> points,
        @Nullable Proof proof) {
    /** How safe the data is. */
    public enum State {
        /** The first base backup is being made. */
        STARTING,
        /** Every moment is kept. */
        HEALTHY,
        /** Something does not work, but nothing is lost yet. */
        DEGRADED,
        /** Part of the WAL is lost or damaged, or a drill failed. */
        BROKEN
    }

    /** Copies the lists. */
    public BackupStatus {
        ranges = List.copyOf(ranges);
        bases = List.copyOf(bases);
        points = List.copyOf(points);
    }
}
