package io.stackblaze.postgres.backup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** Moments that can be restored: from the first, included, until the last, not included. */
public record Range(Instant from, Instant until) {
    /** Whether a moment is in it. */
    public boolean contains(Instant moment) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }

    /** Ranges in words. */
    static String words(List<Range> ranges) {
        return ranges.stream().map(range -> range.from.plusMillis(999).truncatedTo(ChronoUnit.SECONDS) + " to "
                + range.until.minusNanos(1).truncatedTo(ChronoUnit.SECONDS)).collect(Collectors.joining(", and "));
    }
}
