package io.stackblaze.redis.move;

import java.util.Arrays;

import io.stackblaze.redis.move.value.Crc64;

/**
 * Remembers of each key what was copied: the checksum of its value, and its expiry. Where the source reports no
 * changes, a
 * round compares with it and leaves alone what is as it was. It remembers hashes of keys: should two keys share one,
 * both
 * are copied in every round. Bounded: what finds no place is copied anew. One thread at a time.
 */
final class Memory {
    private static final int SMALLEST = 1 << 10;
    private static final long FORGOTTEN = Long.MIN_VALUE;

    private final int most;
    private long[] cells = new long[3 * SMALLEST];
    private int used;

    Memory(int most) {
        this.most = most;
    }

    /**
     * Whether a key was last copied with this value and expiry.
     *
     * @param drift by how many milliseconds the expiry may differ
     */
    boolean isAsCopied(int database, byte[] key, long checksum, long expiry, long drift) {
        var cell = find(hash(database, key));
        var was = cells[cell + 2];
        return cells[cell] != 0 && was != FORGOTTEN && cells[cell + 1] == checksum && (was < 0) == (expiry < 0)
                && Math.abs(was - expiry) <= drift;
    }

    /** A key is now copied. */
    void put(int database, byte[] key, long checksum, long expiry) {
        var hash = hash(database, key);
        var cell = find(hash);
        if (cells[cell] == 0) {
            if (used >= most) {
                return;
            }
            used++;
            if (6 * used > cells.length) {
                grow();
                cell = find(hash);
            }
        }
        cells[cell] = hash;
        cells[cell + 1] = checksum;
        cells[cell + 2] = expiry;
    }

    /** A key is not known to be copied any more. */
    void forget(int database, byte[] key) {
        var cell = find(hash(database, key));
        if (cells[cell] != 0) {
            cells[cell + 2] = FORGOTTEN;
        }
    }

    void clear() {
        Arrays.fill(cells, 0);
        used = 0;
    }

    private int find(long hash) {
        var count = cells.length / 3;
        var cell = (int) ((hash * 0x9e3779b97f4a7c15L) >>> 33) & (count - 1);
        while (cells[3 * cell] != 0 && cells[3 * cell] != hash) {
            cell = (cell + 1) & (count - 1);
        }
        return 3 * cell;
    }

    private void grow() {
        var old = cells;
        cells = new long[2 * old.length];
        for (int i = 0; i < old.length; i += 3) {
            if (old[i] != 0) {
                System.arraycopy(old, i, cells, find(old[i]), 3);
            }
        }
    }

    /** Never zero, which marks a free cell. */
    private static long hash(int database, byte[] key) {
        var hash = Crc64.of(key, key.length) + 0x9e3779b97f4a7c15L * (database + 1);
        return hash == 0 ? 1 : hash;
    }
}
