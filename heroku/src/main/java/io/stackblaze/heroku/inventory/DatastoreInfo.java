package io.stackblaze.heroku.inventory;

import java.util.Map;

/**
 * What the Data API says of a datastore.
 *
 * @param version such as {@code 16.4}; empty when not said
 * @param bytes -1 when not said
 * @param tables -1 when not said
 * @param info its lines by name: {@code Connections} is {@code 12/120}
 */
public record DatastoreInfo(String version, long bytes, int tables, Map<String, String> info) {
    /** When nothing is known. */
    public static final DatastoreInfo UNKNOWN = new DatastoreInfo("", -1, -1, Map.of());

    /** Copies. */
    public DatastoreInfo {
        info = Map.copyOf(info);
    }
}
