package io.stackblaze.engine;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the backups of a datastore stand.
 *
 * @param detail what is wrong or being done, a sentence; empty when all is well
 * @param ranges moments that can be restored, oldest first
 * @param bases full copies, oldest first
 * @param points named moments that can be restored exactly, oldest first
 * @param proof the last restore that was done to prove that it can be, if there was one
 */
public record BackupReport(State state, String detail, List<Range> ranges, List<Base> bases, List<Point> points,
        @Nullable Proof proof) {
    /** How safe the data is. */
    public enum State {
        /** The first full copy is being made. */
        STARTING,
        /** Every moment is kept. */
        HEALTHY,
        /** Something does not work, but nothing is lost yet. */
        DEGRADED,
        /** Part of what was kept is lost or damaged, or could not be restored. */
        BROKEN
    }

    /** Moments from the first, included, until the last, not included. */
    public record Range(Instant from, Instant until) {}

    /**
     * A full copy.
     *
     * @param at when it was finished
     * @param bytes length of its files
     * @param storedBytes length of what is kept of them
     */
    public record Base(String id, Instant at, long bytes, long storedBytes) {}

    /** A moment with a name. */
    public record Point(String label, Instant at) {}

    /**
     * A restore that was done to prove that it can be.
     *
     * @param heldAt when
     * @param moment the moment that was restored
     * @param tables tables whose rows were compared with what was recorded at that moment
     * @param rows rows in them
     * @param indexes indexes that were checked
     * @param millis from the order to the first query
     * @param faults what was wrong, a sentence each; empty when it is proved
     */
    public record Proof(Instant heldAt, Instant moment, int tables, long rows, int indexes, long millis,
            List<String> faults) {
        /** Copies the list. */
        public Proof {
            faults = List.copyOf(faults);
        }
    }

    /** Copies the lists. */
    public BackupReport {
        ranges = List.copyOf(ranges);
        bases = List.copyOf(bases);
        points = List.copyOf(points);
    }
}
