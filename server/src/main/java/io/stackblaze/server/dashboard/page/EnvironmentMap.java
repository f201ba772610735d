package io.stackblaze.server.dashboard.page;

import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.EnvironmentId;

/**
 * One environment as it is now.
 *
 * @param release the newest release that serves, 0 for none
 * @param missing what this machine does not keep apart or bound, a sentence each
 * @param operation what is going on with it, or the newest that failed and still matters
 */
public record EnvironmentMap(EnvironmentId id, State state, String word, int release, List<ServiceCard> services,
        List<String> missing, Optional<OperationView> operation) {
    /** Copies the lists. */
    public EnvironmentMap {
        services = List.copyOf(services);
        missing = List.copyOf(missing);
    }

    /** Services that run code, in the blueprint's order. */
    public List<ServiceCard> processes() {
        return services.stream().filter(service -> !service.datastore()).toList();
    }

    /** Services that keep data. */
    public List<ServiceCard> datastores() {
        return services.stream().filter(ServiceCard::datastore).toList();
    }

    /** The service of that name. */
    public Optional<ServiceCard> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** One line that says how it stands; read out when it changes. */
    public String summary() {
        var failing = services.stream().filter(service -> service.state() == State.FAILING).map(ServiceCard::name)
                .toList();
        if (!failing.isEmpty()) {
            return id + " " + word + ": " + String.join(", ", failing);
        }
        return id + " " + word;
    }
}
