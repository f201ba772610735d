package io.stackblaze.postgres.backup;

import java.util.List;
import java.util.Optional;

import io.stackblaze.postgres.backup.wal.Segment;

/**
 * What a restore is made of.
 *
 * @param target what was asked for
 * @param wal segments from the base's first one on, without a hole
 * @param point the point, when one is asked for
 */
public record RestorePlan(Target target, Base base, List<KeptWal> wal, Optional<Point> point) {
    /** Copies the list. */
    public RestorePlan {
        wal = List.copyOf(wal);
    }

    /** Space that the restored files take at first. */
    public long bytes() {
        return base.bytes() + wal.size() * Segment.BYTES;
    }
}
