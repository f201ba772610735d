package io.stackblaze.blueprint;

import java.util.List;
import java.util.Map;

/**
 * What differs between what is live and what is wanted.
 *
 * @param changes in the order in which they are shown: the wanted file's order, then removals
 */
public record Plan(List<Change> changes) {
    /** Copies the list. */
    public Plan {
        changes = List.copyOf(changes);
    }

    /** Compares the services of one environment; without I/O. */
    public static Plan between(Map<String, Service> live, Map<String, Service> wanted) {
        return new Plan(List.of());
    }

    /** Whether nothing differs. */
    public boolean isEmpty() { return changes.isEmpty(); }

    /** One service's difference. */
    public sealed interface Change {
        /** The service's name. */
        String service();

        /** It does not exist yet. */
        record Create(String service, ServiceType type, List<Field> fields) implements Change {}

        /**
         * It exists and differs.
         *
         * @param restarts whether its instances are replaced because of this
         */
        record Update(String service, ServiceType type, List<Field> fields, boolean restarts) implements Change {}

        /** It exists and is not wanted; its processes end. */
        record Remove(String service, ServiceType type) implements Change {}

        /** A datastore that the file does not name any more: it stays, with its data, until it is destroyed by name. */
        record Keep(String service, ServiceType type) implements Change {}
    }

    /**
     * A key and how it changes.
     *
     * @param path key inside the service: {@code scaling.min_instances}
     * @param before old value as it would stand in the file; empty for none
     * @param after new value; empty for none
     */
    public record Field(String path, String before, String after) {}
}
