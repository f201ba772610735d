package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.Set;

import io.stackblaze.blueprint.yaml.Yaml;

/** Lays an environment's keys over a service's, as nodes, so that each keeps its place in the file. */
final class Overrides {
    /** Maps that are merged key by key; under any other key the override takes the place of the base. */
    private static final Set<String> MERGED = Set.of("build", "env", "healthcheck", "scaling", "backup");

    private Overrides() {}

    static Yaml.Mapping merged(Yaml.Mapping base, Yaml.Mapping override) {
        var entries = new LinkedHashMap<>(base.entries());
        if (override.get("image") != null && override.get("build") == null) {
            entries.remove("build");
        }
        if (override.get("build") != null && override.get("image") == null) {
            entries.remove("image");
        }
        override.entries().forEach((key, entry) -> entries.merge(key, entry,
                (old, own) -> MERGED.contains(key) && old.value() instanceof Yaml.Mapping under
                        && own.value() instanceof Yaml.Mapping over
                                ? new Yaml.Entry(own.at(), laidOver(under, over))
                                : own));
        return new Yaml.Mapping(entries, override.at());
    }

    private static Yaml.Mapping laidOver(Yaml.Mapping under, Yaml.Mapping over) {
        var entries = new LinkedHashMap<>(under.entries());
        entries.putAll(over.entries());
        return new Yaml.Mapping(entries, over.at());
    }
}
