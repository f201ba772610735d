package io.stackblaze.postgres.move.verify;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the comparison of a table found.
 *
 * @param table its name
 * @param query what both servers were asked, to be asked again
 * @param source what the source said
 * @param target what the target said
 * @param time that the slower of both took
 * @param differing rows that differ, up to a few, told by their keys
 */
public record TableCheck(String table, String query, Sum source, Sum target, Duration time,
        List<RowDifference> differing) {
    /** Copies the list. */
    public TableCheck {
        differing = List.copyOf(differing);
    }

    /**
     * What a server says of a table.
     *
     * @param rows how many
     * @param hash sum of the hashes of all
     */
    public record Sum(long rows, String hash) {}

    /** A row that is not the same on both sides. */
    public record RowDifference(String key, Kind kind) {
        /** In what way. */
        public enum Kind {
            /** The target lacks it. */
            MISSING,
            /** The target alone has it. */
            EXTRA,
            /** Both have it, with different values. */
            CHANGED
        }
    }

    /** Whether both sides hold the same rows. */
    @JsonProperty
    public boolean equal() {
        return source.equals(target);
    }
}
