package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/**
 * The services of one environment as they were read.
 *
 * @param services those that could be read
 * @param sections where each stands, merged with its overrides
 * @param previews whether there will be previews
 */
record ServiceSet(Map<String, Service> services, Map<String, Section> sections, boolean previews) {
    static final int MAX_SERVICES = 200;

    /** The services at the top of the file. */
    static ServiceSet base(Section top, List<String> secrets, boolean previews) {
        var base = new ServiceSet(new LinkedHashMap<>(), new LinkedHashMap<>(), previews);
        var section = top.section("services");
        if (section == null || section.map().entries().isEmpty()) {
            if (section != null || !top.has("services")) {
                top.fault("services", "There are no services.",
                        "Add services: with at least one, such as web: {type: web}.");
            }
            return base;
        }
        if (section.map().entries().size() > MAX_SERVICES) {
            top.fault("services", section.map().entries().size() + " services are too many for one project.",
                    "Keep them to " + MAX_SERVICES + ", or make a second project.");
            return base;
        }
        section.map().entries().forEach((name, entry) -> {
            checkName(name, entry, section);
            var own = section.section(name);
            if (own != null) {
                base.put(name, own, ServiceReader.read(name, own, secrets));
            }
        });
        base.sections.keySet().forEach(base::checkReferences);
        return base;
    }

    static void checkName(String name, Yaml.Entry entry, Section services) {
        if (!Names.isName(name)) {
            services.faults().add(entry.at(), services.pathOf(name),
                    Words.quoted(name) + " cannot be the name of a service.", Names.RULE);
        }
    }

    void put(String name, Section section, @Nullable Service service) {
        sections.put(name, section);
        if (service != null) {
            services.put(name, service);
        }
    }

    /** Checks what a service asks of others; one that cannot be read may still be asked for. */
    void checkReferences(String name) {
        var section = sections.get(name);
        if (section != null && !section.faults().isFull() && services.get(name) instanceof ProcessService process) {
            References.check(process, section, this);
        }
    }

    /** Notes who answers to which host name; a second claim is a fault. */
    void claimDomains(String environment, Map<String, String> claims) {
        sections.forEach((name, section) -> {
            if (services.get(name) instanceof Web web && !web.domains().isEmpty()
                    && section.map().get("domains") instanceof Yaml.Sequence list) {
                for (var item : list.items()) {
                    claim(item, environment + "/" + name, section, claims);
                }
            }
        });
    }

    private static void claim(Yaml item, String claimant, Section section, Map<String, String> claims) {
        if (item instanceof Yaml.Scalar(var host, _, var at)) {
            var first = claims.putIfAbsent(host, claimant);
            if (first != null && !first.equals(claimant)) {
                section.faults().add(at, section.pathOf("domains"),
                        Words.quoted(host) + " belongs to " + first + " already.", "Leave it with one of the two.");
            }
        }
    }
}
