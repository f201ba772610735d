package io.stackblaze.engine;

import java.util.List;
import java.util.Optional;

/**
 * All that one environment should be. Services that run and are not in it are removed, datastores excepted.
 *
 * @param revision grows with every change of the control plane's mind; an older one is ignored
 */
public record EnvironmentSpec(EnvironmentId id, long revision, List<ServiceSpec> services) {
    /** Copies the list. */
    public EnvironmentSpec {
        services = List.copyOf(services);
    }

    /** The service of that name. */
    public Optional<ServiceSpec> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }
}
