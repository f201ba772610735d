package io.stackblaze.redis.move;

import java.util.List;
import java.util.Map;

/**
 * What a comparison of both sides found.
 *
 * @param compared how many keys were compared; a key met twice counts twice
 * @param found how many differ
 * @param differences the first of them
 * @param otherFunctions libraries of functions that differ
 * @param wasWhole whether all keys were compared, not only what changed since all were
 */
public record Verification(long compared, long found, List<Difference> differences, List<String> otherFunctions,
        boolean wasWhole) {

    /** Copies the lists. */
    public Verification {
        differences = List.copyOf(differences);
        otherFunctions = List.copyOf(otherFunctions);
    }

    /** Whether both sides are equal. */
    public boolean isEqual() { return found == 0 && otherFunctions.isEmpty(); }

    /** For people: what differs, a few of each kind by name. */
    public String summary() {
        if (isEqual()) {
            return compared + " keys compared, no difference";
        }
        var kinds = Map.of(Difference.Kind.MISSING, "missing", Difference.Kind.EXTRA, "too many",
                Difference.Kind.DIFFERENT, "different", Difference.Kind.EXPIRY, "expiring at another time");
        var text = new StringBuilder(compared + " keys compared, " + found + " differ");
        differences.stream().limit(10).forEach(
                one -> text.append("; ").append(one.key()).append(" is ").append(kinds.get(one.kind())));
        otherFunctions.forEach(library -> text.append("; the functions ").append(library).append(" differ"));
        return text.toString();
    }
}
