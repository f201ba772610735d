package io.stackblaze.postgres.backup.wal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One segment of WAL: 16 MiB of it, in a file whose name all of Postgres agrees on.
 *
 * @param timeline history that it belongs to
 * @param number position in units of its length
 */
public record Segment(int timeline, long number) implements Comparable<Segment> {
    /** Length of a segment; clusters with another are refused. */
    public static final long BYTES = 16L << 20;

    private static final long PER_FILE = (1L << 32) / BYTES;
    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");

    /** The segment that holds the byte at a position. */
    public static Segment at(int timeline, long lsn) {
        return new Segment(timeline, Long.divideUnsigned(lsn, BYTES));
    }

    /** Reads the name of a file. */
    public static Optional<Segment> parse(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var low = Long.parseLong(name, 16, 24, 16);
        return low >= PER_FILE
                ? Optional.empty()
                : Optional.of(new Segment(Integer.parseUnsignedInt(name, 0, 8, 16),
                        Long.parseLong(name, 8, 16, 16) * PER_FILE + low));
    }

    /** Name of its file. */
    public String name() {
        return "%08X%08X%08X".formatted(timeline, number / PER_FILE, number % PER_FILE);
    }

    /** Position of its first byte. */
    public long start() {
        return number * BYTES;
    }

    /** Position behind its last byte. */
    public long end() {
        return (number + 1) * BYTES;
    }

    /** The one after it. */
    public Segment next() {
        return new Segment(timeline, number + 1);
    }

    @Override
    public int compareTo(Segment other) {
        return timeline == other.timeline
                ? Long.compareUnsigned(number, other.number)
                : Integer.compare(timeline, other.timeline);
    }

    @Override
    public String toString() {
        return name();
    }
}
