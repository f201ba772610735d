package io.stackblaze.blueprint;

import java.util.List;

/** {@code type: postgres}. */
public record Postgres(String name, String plan, String version, int storageGb, List<String> extensions,
        Backup backup) implements Service {
    /** Copies the list. */
    public Postgres {
        extensions = List.copyOf(extensions);
    }
}
