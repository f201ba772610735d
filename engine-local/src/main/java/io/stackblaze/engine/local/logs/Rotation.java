package io.stackblaze.engine.local.logs;

/**
 * Bound of one service's log on the disk.
 *
 * @param bytes size at which a file is put aside
 * @param files how many files there are at most, the current one included
 */
public record Rotation(long bytes, int files) {
    /** 50 MB a service. */
    public static final Rotation DEFAULT = new Rotation(10L << 20, 5);
}
