package io.stackblaze.blueprint;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which keys there are, and where each belongs. The JSON Schema is checked against these. */
final class Keys {
    static final Set<String> TOP = set("name", "region", "secrets", "services", "environments", "previews");
    static final Set<String> ENVIRONMENT = set("services");
    static final Set<String> PREVIEWS = set("generation", "expire_after_days", "database", "snapshot_of", "seed");
    static final Set<String> BUILD = set("context", "dockerfile", "command", "buildpacks");
    static final Set<String> HEALTHCHECK = set("path", "interval_seconds", "timeout_seconds", "grace_seconds",
            "unhealthy_after");
    static final Set<String> SCALING = set("min_instances", "max_instances", "target_cpu_percent");
    static final Set<String> BACKUP = set("window_days", "at");
    static final Set<String> REFERENCE = set("from_service", "property");

    private static final Set<String> PROCESS = set("type", "plan", "build", "image", "start", "stop_grace_seconds",
            "env", "secret_refs", "preview");
    private static final Map<ServiceType, Set<String>> SERVICE = new EnumMap<>(Map.of(
            ServiceType.WEB, with(PROCESS, "pre_deploy", "port", "healthcheck", "scaling", "domains"),
            ServiceType.WORKER, with(PROCESS, "pre_deploy", "scaling"),
            ServiceType.CRON, with(PROCESS, "schedule", "timezone", "concurrency", "timeout_seconds"),
            ServiceType.POSTGRES, set("type", "plan", "version", "storage_gb", "extensions", "backup"),
            ServiceType.REDIS, set("type", "plan", "version", "eviction", "persistence", "backup")));

    private Keys() {}

    /** The keys of a service of that type. */
    static Set<String> of(ServiceType type) {
        return SERVICE.getOrDefault(type, Set.of());
    }

    /** The keys that any type of service has. */
    static Set<String> ofAnyService() {
        var all = new LinkedHashSet<String>();
        SERVICE.values().forEach(all::addAll);
        return all;
    }

    private static Set<String> set(String... keys) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(keys)));
    }

    private static Set<String> with(Set<String> keys, String... more) {
        var all = new LinkedHashSet<>(keys);
        all.addAll(Arrays.asList(more));
        return Collections.unmodifiableSet(all);
    }
}
