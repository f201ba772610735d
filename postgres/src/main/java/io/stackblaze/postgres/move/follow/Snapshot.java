package io.stackblaze.postgres.move.follow;

import java.util.regex.Pattern;

/**
 * What a transaction sees of the others, as {@code pg_current_snapshot()} writes it: the lowest that runs, the first
 * that has not begun, and those that run between, as in {@code 10:20:10,14}.
 *
 * @param text as Postgres writes it
 */
public record Snapshot(String text) {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,20}):(\\d{1,20}):((?:\\d{1,20}(?:,\\d{1,20})*)?)");

    /**
     * Takes only what Postgres writes.
     *
     * @throws IllegalArgumentException if it is no snapshot
     */
    public Snapshot {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a snapshot: " + text);
        }
    }

    /** Every transaction below is done and seen. */
    String xmin() {
        return part(1);
    }

    /** No transaction from here on is seen. */
    String xmax() {
        return part(2);
    }

    /** Those between that were not done, separated by commas; may be empty. */
    String running() {
        return part(3);
    }

    /** Whether its horizon is the older one. */
    boolean isBefore(Snapshot other) {
        return Long.compareUnsigned(Long.parseUnsignedLong(xmin()), Long.parseUnsignedLong(other.xmin())) < 0;
    }

    private String part(int group) {
        var matcher = SHAPE.matcher(text);
        return matcher.matches() ? matcher.group(group) : "";
    }
}
