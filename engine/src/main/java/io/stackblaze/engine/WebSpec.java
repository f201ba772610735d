package io.stackblaze.engine;

import java.util.List;

/**
 * A service that answers HTTP.
 *
 * @param port port of its private name; instances are told theirs in {@code PORT}
 * @param hostnames public names that the router serves it under, lower case
 */
public record WebSpec(String name, Workload workload, int port, Healthcheck healthcheck, Scaling scaling,
        List<String> hostnames) implements ProcessSpec {
    /** Copies the list. */
    public WebSpec {
        hostnames = List.copyOf(hostnames);
    }
}
