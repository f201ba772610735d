package io.stackblaze.server.dashboard.page;

import java.time.Instant;
import java.util.List;

/** One project in the list. */
public record ProjectRow(String name, Instant createdAt, List<EnvironmentRow> environments) {
    /** Copies the list. */
    public ProjectRow {
        environments = List.copyOf(environments);
    }

    /**
     * One environment of it.
     *
     * @param line what can be said in one line: {@code 5 services}, {@code web: exited with code 1}
     * @param url its first public address; empty for none
     */
    public record EnvironmentRow(String name, State state, String word, int release, String line, String url) {}
}
