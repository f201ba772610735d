package io.stackblaze.blueprint;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what services ask of each other.
 *
 * <p>
 * A reference names a property that is settled before anything starts: a private name, a port, a password. It never
 * stands for the value of another service's variable, so references cannot form a chain that does not end, and two
 * web services may well ask for each other's {@code url}. What would go in a circle, and is refused, is a service that
 * refers to itself, a preview that is seeded from previews, and a YAML alias inside its own anchor.
 */
final class References {
    static final List<String> PROPERTIES = Arrays.stream(Value.Property.values()).map(Value.Property::word).toList();

    private static final Set<Value.Property> OF_WEB = EnumSet.of(Value.Property.URL, Value.Property.HOST,
            Value.Property.PORT);
    private static final Set<Value.Property> OF_DATASTORE = EnumSet.complementOf(EnumSet.of(Value.Property.URL));

    private References() {}

    /** What can be asked of a service of that type. */
    static Set<Value.Property> offeredBy(ServiceType type) {
        return switch (type) {
            case WEB -> OF_WEB;
            case POSTGRES, REDIS -> OF_DATASTORE;
            case WORKER, CRON -> Set.of();
        };
    }

    /**
     * Checks the references of one service.
     *
     * @param section where it was read from
     * @param all the services of the same environment
     */
    static void check(ProcessService service, Section section, ServiceSet all) {
        var env = section.section("env");
        if (env != null) {
            service.env().forEach((name, value) -> {
                var own = value instanceof Value.FromService ? env.section(name) : null;
                if (own != null && value instanceof Value.FromService reference) {
                    check(service, reference, own, all);
                }
            });
        }
    }

    private static void check(ProcessService service, Value.FromService reference, Section section, ServiceSet all) {
        var known = all.sections().keySet();
        if (!known.contains(reference.service())) {
            section.fault("from_service", "There is no service " + Words.quoted(reference.service()) + ".",
                    Words.didYouMean(reference.service(), known) + "Name one of: "
                            + String.join(", ", known.stream().limit(20).toList()) + ".");
            return;
        }
        if (reference.service().equals(service.name())) {
            section.fault("from_service", "The service refers to itself: a circle.",
                    "Give the value as text; its own port is in PORT.");
            return;
        }
        var target = all.services().get(reference.service());
        if (target != null) {
            check(service, reference, section, target, all.previews());
        }
    }

    private static void check(ProcessService service, Value.FromService reference, Section section, Service target,
            boolean previews) {
        var offered = offeredBy(target.type());
        if (offered.isEmpty()) {
            section.fault("from_service", "A " + target.type().word() + " has nothing to refer to.",
                    "Refer to a web service or a datastore.");
        } else if (!offered.contains(reference.property())) {
            section.fault("property", "A " + target.type().word() + " has no " + reference.property().word() + ".",
                    "Ask for " + Words.oneOf(offered.stream().map(Value.Property::word).toList()) + ".");
        } else if (previews && service.preview() && target instanceof ProcessService other && !other.preview()) {
            section.fault("from_service",
                    target.name() + " is not in previews (preview: false), and " + service.name() + " is.",
                    "Set preview: false here too, or remove it there.");
        }
    }
}
