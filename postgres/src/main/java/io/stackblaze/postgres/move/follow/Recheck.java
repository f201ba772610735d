package io.stackblaze.postgres.move.follow;

import java.util.List;

/**
 * What a comparison in the freeze found.
 *
 * @param differences a sentence for each table that differs; none if both sides are equal
 * @param rows rows compared
 */
public record Recheck(List<String> differences, long rows) {
    /** Copies the list. */
    public Recheck {
        differences = List.copyOf(differences);
    }
}
