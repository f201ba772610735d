package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes a blueprint as {@code blueprint.yaml}: keys in one order, defaults left out, no comments. Reading it again
 * gives an equal blueprint. Stateless.
 */
public final class BlueprintWriter {
    private static final Map<ServiceType, Map<String, Object>> DEFAULTS = Map.of(
            ServiceType.WEB, defaults("type: web"),
            ServiceType.WORKER, defaults("type: worker"),
            ServiceType.CRON, defaults("type: cron\n    schedule: '* * * * *'"),
            ServiceType.POSTGRES, defaults("type: postgres"),
            ServiceType.REDIS, defaults("type: redis"));

    private BlueprintWriter() {}

    /** The file's text, ending in a line end. */
    public static String write(Blueprint blueprint) {
        var file = new LinkedHashMap<String, Object>();
        file.put("name", blueprint.name());
        if (blueprint.region() != null) {
            file.put("region", blueprint.region());
        }
        if (!blueprint.secrets().isEmpty()) {
            file.put("secrets", blueprint.secrets());
        }
        var services = new LinkedHashMap<String, Object>();
        blueprint.services().forEach((name, service) -> services.put(name, withoutDefaults(service)));
        file.put("services", services);
        var environments = new LinkedHashMap<String, Object>();
        blueprint.environments().forEach((name, own) -> environments.put(name, overrides(name, own, blueprint)));
        if (!environments.isEmpty()) {
            file.put("environments", environments);
        }
        if (!blueprint.previews().equals(Previews.DEFAULT)) {
            file.put("previews", previews(blueprint.previews()));
        }
        return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setIndent(2).setSplitLines(false)
                .setSchema(new CoreSchema())
                .build()).dumpToString(file);
    }

    /** The keys of a service that differ from what it would be without them. */
    static Map<String, Object> withoutDefaults(Service service) {
        var form = ServiceForm.of(service);
        var written = new LinkedHashMap<String, Object>();
        written.put("type", form.get("type"));
        if (form.get("schedule") instanceof String schedule) {
            written.put("schedule", schedule);
        }
        written.putAll(difference(DEFAULTS.getOrDefault(service.type(), Map.of()), form));
        return written;
    }

    private static Map<String, Object> overrides(String environment, Map<String, Service> own, Blueprint blueprint) {
        var services = new LinkedHashMap<String, Object>();
        own.forEach((name, service) -> {
            var base = blueprint.services().get(name);
            if (base == null) {
                services.put(name, withoutDefaults(service));
                return;
            }
            var inherited = environment.equals(Blueprint.PRODUCTION) ? base : Blueprint.withoutDomains(base);
            var difference = difference(ServiceForm.of(inherited), ServiceForm.of(service));
            if (!difference.isEmpty()) {
                services.put(name, difference);
            }
        });
        return services.isEmpty() ? Map.of() : Map.of("services", services);
    }

    /** The keys of the second form that differ from the first; lists that became empty too. */
    private static Map<String, Object> difference(Map<String, Object> before, Map<String, Object> after) {
        var difference = new LinkedHashMap<String, Object>();
        after.forEach((key, value) -> {
            var old = before.get(key);
            if (old instanceof Map<?, ?> oldMap && value instanceof Map<?, ?> map) {
                var inner = new LinkedHashMap<Object, Object>(map);
                inner.entrySet().removeIf(entry -> entry.getValue().equals(oldMap.get(entry.getKey())));
                if (!inner.isEmpty()) {
                    difference.put(key, inner);
                }
            } else if (!value.equals(old)) {
                difference.put(key, value);
            }
        });
        before.forEach((key, value) -> {
            if (value instanceof List && !after.containsKey(key)) {
                difference.put(key, List.of());
            }
        });
        return difference;
    }

    private static Map<String, Object> previews(Previews previews) {
        var form = new LinkedHashMap<String, Object>();
        form.put("generation", previews.generation().name().toLowerCase(Locale.ROOT));
        form.put("expire_after_days", previews.expireAfterDays());
        form.put("database", previews.database().name().toLowerCase(Locale.ROOT));
        if (previews.snapshotOf() != null) {
            form.put("snapshot_of", previews.snapshotOf());
        }
        if (previews.seed() != null) {
            form.put("seed", previews.seed());
        }
        return form;
    }

    private static Map<String, Object> defaults(String keys) {
        var text = "name: defaults\nservices:\n  it:\n    " + keys + "\n";
        return switch (BlueprintReader.read(text, "defaults")) {
            case Reading.Valid(var blueprint) -> ServiceForm.of(blueprint.services().values().iterator().next());
            case Reading.Invalid(var faults) -> throw new IllegalStateException(faults.toString());
        };
    }
}
