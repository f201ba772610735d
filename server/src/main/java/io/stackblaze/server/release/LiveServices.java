package io.stackblaze.server.release;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Service;
import io.stackblaze.server.project.Projects;

/** The services as they were last applied: those of the live release, and datastores that only keep their data. */
public final class LiveServices {
    private static final int RELEASES_LOOKED_AT = 100;

    private final Releases releases;
    private final Datastores datastores;

    /** Over what is kept. */
    public LiveServices(Releases releases, Datastores datastores) {
        this.releases = releases;
        this.datastores = datastores;
    }

    /** By name. */
    public Map<String, Service> of(Projects.Environment environment) {
        var services = new LinkedHashMap<String, Service>();
        releases.liveContent(environment.key()).ifPresent(content -> services
                .putAll(PartsLoader.blueprint(content.blueprint()).services(environment.id().environment())));
        for (var datastore : datastores.list(environment.key())) {
            if (!services.containsKey(datastore.service())) {
                lastKnown(environment, datastore).ifPresent(service -> services.put(datastore.service(), service));
            }
        }
        return services;
    }

    /** A kept datastore as the newest release says that had it. */
    private Optional<Service> lastKnown(Projects.Environment environment, Datastores.Datastore datastore) {
        return releases.list(environment.key(), Optional.empty(), RELEASES_LOOKED_AT).stream()
                .flatMap(release -> releases.content(environment.key(), release.version()).stream())
                .flatMap(content -> Optional
                        .ofNullable(PartsLoader.blueprint(content.blueprint())
                                .services(environment.id().environment()).get(datastore.service()))
                        .stream())
                .filter(service -> service.type() == datastore.type()).findFirst();
    }
}
