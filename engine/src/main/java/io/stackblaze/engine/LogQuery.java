package io.stackblaze.engine;

import java.util.Set;

/**
 * Which lines somebody wants to see.
 *
 * @param services names of services; empty for all
 * @param tail how many of the newest lines come first, 0..10000
 * @param follow whether to go on with lines as they are written
 */
public record LogQuery(Set<String> services, int tail, boolean follow) {
    /** Copies the set. */
    public LogQuery {
        services = Set.copyOf(services);
    }
}
