package io.stackblaze.postgres.backup;

import java.time.Instant;
import java.util.List;

/**
 * What came of a drill: a restore that was done only to prove that it can be.
 *
 * @param heldAt when it was done
 * @param target the moment that was restored
 * @param base the base backup that it began with
 * @param tables tables whose count and checksum were compared with what was recorded at that moment
 * @param rows rows in them
 * @param indexes indexes that were checked against their tables
 * @param millis how long it took from the order to the first query
 * @param faults what was wrong, a sentence each; empty when the restore is proved
 */
public record Proof(Instant heldAt, Instant target, String base, int tables, long rows, int indexes, long millis,
        List<String> faults) {
    /** Copies the list. */
    public Proof {
        faults = List.copyOf(faults);
    }

    /** Whether the restore was as it must be. */
    public boolean holds() {
        return faults.isEmpty();
    }
}
