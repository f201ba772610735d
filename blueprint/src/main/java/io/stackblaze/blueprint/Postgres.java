package io.stackblaze.blueprint;

import java.util.List;

/** {@code type: postgres}. */
public record Postgres(String name, String plan, String version, int storageGb, List<String> extensions,
        Backup backup) implements Service {
    /** The major version of one that names none; never changed, since data does not move to another by itself. */
    public static final String DEFAULT_VERSION = "18";

    /** Copies the list. */
    public Postgres {
        extensions = List.copyOf(extensions);
    }
}
