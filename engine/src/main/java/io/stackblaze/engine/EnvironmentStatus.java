package io.stackblaze.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one environment is, as observed.
 *
 * @param revision revision of the last spec the engine took, 0 for none
 * @param observedAt when this was true
 * @param services each service that is wanted or still running, by name
 * @param missing what this engine promises and cannot do here, a sentence each, with the remedy
 */
public record EnvironmentStatus(EnvironmentId id, long revision, Instant observedAt, List<ServiceStatus> services,
        List<String> missing) {
    /** Copies the lists. */
    public EnvironmentStatus {
        services = List.copyOf(services);
        missing = List.copyOf(missing);
    }

    /** The service of that name. */
    public Optional<ServiceStatus> service(String name) {
        return services.stream().filter(service -> service.service().equals(name)).findFirst();
    }
}
