package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.Plan.Change;
import io.stackblaze.blueprint.Plan.Field;
import io.stackblaze.blueprint.Plan.Restart;
import org.jspecify.annotations.Nullable;

/** How one service gets from what it is to what is wanted. */
final class PlanOfService {
    private static final String VERSION = "version";

    /** Keys whose change takes new instances. Under any other key they go on, or the next run has it. */
    private static final Map<String, Restart> RESTARTS = Map.ofEntries(Map.entry("plan", Restart.SIZE),
            Map.entry("build", Restart.SOURCE),
            Map.entry("image", Restart.SOURCE), Map.entry("start", Restart.COMMAND),
            Map.entry("stop_grace_seconds", Restart.GRACE), Map.entry("env", Restart.VARIABLES),
            Map.entry("secret_refs", Restart.SECRETS), Map.entry("port", Restart.PORT),
            Map.entry(VERSION, Restart.VERSION), Map.entry("eviction", Restart.SETTINGS),
            Map.entry("persistence", Restart.SETTINGS));

    private PlanOfService() {}

    /** For two services of one name that are not equal. */
    static List<Change> changes(Service before, Service after) {
        boolean processes = before instanceof ProcessService && after instanceof ProcessService;
        if (before.type() != after.type() && !processes) {
            return before instanceof ProcessService
                    ? List.of(new Change.Remove(before.name(), before.type()), Plan.create(after))
                    : List.of(new Change.Refused(after.name(), after.type(),
                            before.name() + " is a " + before.type().word() + " with data, and the file wants a "
                                    + after.type().word() + " of that name.",
                            "Give the new service another name; the old one stays until it is destroyed by name."));
        }
        var refused = refusedVersion(before, after);
        if (refused != null) {
            return List.of(refused);
        }
        if (before.type() != after.type()) {
            var fields = fields(BlueprintWriter.withoutDefaults(before), BlueprintWriter.withoutDefaults(after));
            return List.of(new Change.Update(after.name(), after.type(), fields, List.of(Restart.TYPE)));
        }
        var fields = fields(ServiceForm.of(before), ServiceForm.of(after));
        return List.of(new Change.Update(after.name(), after.type(), fields, reasons(after, fields)));
    }

    private static Change.@Nullable Refused refusedVersion(Service before, Service after) {
        if (before instanceof Postgres old && after instanceof Postgres wanted
                && !old.version().equals(wanted.version())) {
            return new Change.Refused(after.name(), after.type(),
                    "Its data is in the format of PostgreSQL " + old.version() + ", which " + wanted.version()
                            + " cannot open.",
                    "Keep version: \"" + old.version() + "\", add a second service with \"" + wanted.version()
                            + "\" and copy the data over.");
        }
        if (before instanceof Redis old && after instanceof Redis wanted
                && Integer.parseInt(wanted.version()) < Integer.parseInt(old.version())) {
            return new Change.Refused(after.name(), after.type(),
                    "Redis " + wanted.version() + " cannot read what Redis " + old.version() + " wrote.",
                    "Keep version: \"" + old.version() + "\", or add a second service.");
        }
        return null;
    }

    private static List<Restart> reasons(Service service, List<Field> fields) {
        var reasons = EnumSet.noneOf(Restart.class);
        for (var field : fields) {
            var reason = RESTARTS.get(field.path().replaceFirst("[.].*", ""));
            // Nothing of a cron stands by: its next run is given what is new.
            if (reason != null && !(service instanceof Cron)) {
                reasons.add(reason);
            }
        }
        return List.copyOf(reasons);
    }

    /** The leaves that differ, in the order of the new form, then what is gone. */
    static List<Field> fields(Map<String, Object> before, Map<String, Object> after) {
        var old = leaves(before);
        var wanted = leaves(after);
        var paths = new LinkedHashSet<>(wanted.keySet());
        paths.addAll(old.keySet());
        var fields = new ArrayList<Field>();
        for (var path : paths) {
            var field = new Field(path, old.getOrDefault(path, ""), wanted.getOrDefault(path, ""));
            if (!field.before().equals(field.after())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Map<String, String> leaves(Map<String, Object> form) {
        var leaves = new LinkedHashMap<String, String>();
        form.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner && !inner.containsKey("from_service")) {
                inner.forEach((name, each) -> leaves.put(key + "." + name, shown(each)));
            } else {
                leaves.put(key, shown(value));
            }
        });
        return leaves;
    }

    /** As it would stand in the file, on one line. */
    private static String shown(Object value) {
        return switch (value) {
            case String text -> Words.literal(text);
            case List<?> list -> "[" + String.join(", ", list.stream().map(PlanOfService::shown).toList()) + "]";
            case Map<?, ?> reference -> "{from_service: " + reference.get("from_service") + ", property: "
                    + reference.get("property") + "}";
            default -> value.toString();
        };
    }
}
