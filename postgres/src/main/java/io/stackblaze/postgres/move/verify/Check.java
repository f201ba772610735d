package io.stackblaze.postgres.move.verify;

import java.util.List;

/**
 * What the comparison of something other than rows found.
 *
 * @param what such as {@code sequences}
 * @param compared how many were compared
 * @param differences each in words; none when all is well
 */
public record Check(String what, long compared, List<String> differences) {
    /** Copies the list. */
    public Check {
        differences = List.copyOf(differences);
    }
}
