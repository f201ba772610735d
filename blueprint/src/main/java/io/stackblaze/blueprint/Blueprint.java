package io.stackblaze.blueprint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a project should be, as its {@code blueprint.yaml} says, checked and with every default filled in.
 *
 * @param name the project's name
 * @param region free word; null when not given
 * @param secrets names of secrets that must have values before a deployment, in the file's order
 * @param services the services by name, in the file's order
 * @param environments for each environment that has overrides of its own: all services, merged and complete
 * @param previews how previews of pull requests are made
 */
public record Blueprint(String name, @Nullable String region, List<String> secrets, Map<String, Service> services,
        Map<String, Map<String, Service>> environments, Previews previews) {
    /** The environment that is there first, and whose host names {@code domains} are. */
    public static final String PRODUCTION = "production";

    /** Copies lists and maps, keeping their order. */
    public Blueprint {
        secrets = List.copyOf(secrets);
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        var merged = new LinkedHashMap<String, Map<String, Service>>();
        environments.forEach(
                (environment, own) -> merged.put(environment, Collections.unmodifiableMap(new LinkedHashMap<>(own))));
        environments = Collections.unmodifiableMap(merged);
    }

    /**
     * The services of one environment: its overrides merged in where the file has some. {@code domains} at the top of
     * the file are production's alone, since a host name can lead to one place only; another environment has those that
     * its own overrides name.
     */
    public Map<String, Service> services(String environment) {
        var own = environments.get(environment);
        if (own != null || environment.equals(PRODUCTION)) {
            return own == null ? services : own;
        }
        var inherited = new LinkedHashMap<>(services);
        inherited.replaceAll((_, service) -> withoutDomains(service));
        return Collections.unmodifiableMap(inherited);
    }

    static Service withoutDomains(Service service) {
        return service instanceof Web web && !web.domains().isEmpty()
                ? new Web(web.name(), web.plan(), web.source(), web.start(), web.preDeploy(), web.stopGrace(),
                        web.env(),
                        web.secretRefs(), web.preview(), web.port(), web.healthcheck(), web.scaling(), List.of())
                : service;
    }
}
