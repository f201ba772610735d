package io.stackblaze.postgres.backup;

import java.time.Instant;

import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.wal.Segment;

/**
 * A base backup: all files of a cluster, which WAL from {@code startLsn} on makes consistent at {@code stopLsn}.
 *
 * @param id its name in the archive, which sorts by time
 * @param timeline history it was taken in
 * @param startedAt the server's time when it began
 * @param stoppedAt the server's time when it was done; it serves restores to this moment and later ones
 * @param version major version of the server
 * @param bytes length of the files before compression
 * @param data what was stored
 */
public record Base(String id, int timeline, long startLsn, long stopLsn, Instant startedAt, Instant stoppedAt,
        String version, long bytes, SealedVault.Stored data) {
    /** First segment of WAL that it needs. */
    public Segment first() {
        return Segment.at(timeline, startLsn);
    }

    /** Last segment of WAL without which it is of no use. */
    public Segment last() {
        return Segment.at(timeline, stopLsn - 1);
    }
}
