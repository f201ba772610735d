package io.stackblaze.postgres.backup;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

import io.stackblaze.postgres.backup.wal.Segment;
import org.jspecify.annotations.Nullable;

/**
 * A segment of WAL in an archive; its name tells all of this.
 *
 * @param partial whether it is only the beginning of one
 * @param heartbeat time of the last heartbeat up to its end, if one is known
 * @param bytes its stored length
 */
public record KeptWal(Segment segment, boolean partial, @Nullable Instant heartbeat, long bytes) {
    /** The better of several copies of one segment comes last. */
    static final Comparator<KeptWal> BY_WORTH = Comparator.comparing(KeptWal::segment)
            .thenComparing(KeptWal::partial, Comparator.reverseOrder())
            .thenComparing(KeptWal::heartbeat, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingLong(KeptWal::bytes);

    private static final String PARTIAL = ".partial";

    /** Its name below {@code wal/}. */
    String name() {
        return segment.name() + "." + (heartbeat == null ? 0 : heartbeat.toEpochMilli()) + (partial ? PARTIAL : "");
    }

    static Optional<KeptWal> parse(String name, long bytes) {
        var partial = name.endsWith(PARTIAL);
        var rest = partial ? name.substring(0, name.length() - PARTIAL.length()) : name;
        var dot = rest.indexOf('.');
        if (dot < 0 || !rest.substring(dot + 1).matches("[0-9]{1,15}")) {
            return Optional.empty();
        }
        var millis = Long.parseLong(rest.substring(dot + 1));
        return Segment.parse(rest.substring(0, dot)).map(
                segment -> new KeptWal(segment, partial, millis == 0 ? null : Instant.ofEpochMilli(millis), bytes));
    }
}
