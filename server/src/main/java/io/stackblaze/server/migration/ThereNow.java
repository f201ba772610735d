package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What runs at Heroku, as it was seen last; in memory alone. Any thread may use it. */
final class ThereNow {
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * What was seen.
     *
     * @param counts how many run, by the service they are here
     * @param differences what is not as it was when it was inspected
     */
    record Seen(Instant at, Map<String, Integer> counts, List<Difference> differences) {
        /** Copies. */
        Seen {
            counts = Map.copyOf(counts);
            differences = List.copyOf(differences);
        }
    }

    void saw(Migration migration, Seen now) {
        seen.put(migration.id(), now);
    }

    void forget(Migration migration) {
        seen.remove(migration.id());
    }

    Optional<Seen> last(Migration migration) {
        return Optional.ofNullable(seen.get(migration.id()));
    }

    Map<String, Integer> counts(Migration migration) {
        return last(migration).map(Seen::counts).orElse(Map.of());
    }

    List<Difference> differences(Migration migration) {
        return last(migration).map(Seen::differences).orElse(List.of());
    }
}
