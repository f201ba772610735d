package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.List;

import io.stackblaze.blueprint.yaml.Yaml;

/**
 * Reads the overrides of one environment.
 *
 * @param section the environment's map
 * @param base the services they are laid over
 * @param secrets the blueprint's {@code secrets}
 */
record EnvironmentReader(String environment, Section section, ServiceSet base, List<String> secrets) {
    /** All services of the environment, overridden or not. */
    ServiceSet read() {
        section.allow(Keys.ENVIRONMENT);
        var merged = inherited();
        var overrides = section.section("services");
        if (overrides == null) {
            return merged;
        }
        overrides.map().entries().forEach((name, entry) -> {
            var own = overrides.section(name);
            if (own != null) {
                override(name, entry, own, overrides, merged);
            }
        });
        if (merged.sections().size() > ServiceSet.MAX_SERVICES) {
            section.fault("services", merged.sections().size() + " services are too many for one environment.",
                    "Keep them to " + ServiceSet.MAX_SERVICES + ".");
        }
        overrides.map().entries().keySet().forEach(merged::checkReferences);
        checkLabels(merged);
        return merged;
    }

    /** Custom host names at the top of the file are production's; another environment has those it names itself. */
    private ServiceSet inherited() {
        var inherited = new ServiceSet(new LinkedHashMap<>(base.services()), new LinkedHashMap<>(base.sections()),
                base.previews());
        if (!environment.equals(Blueprint.PRODUCTION)) {
            inherited.services().replaceAll((_, service) -> Blueprint.withoutDomains(service));
        }
        return inherited;
    }

    private void override(String name, Yaml.Entry entry, Section own, Section overrides, ServiceSet merged) {
        var under = base.sections().get(name);
        if (under == null) {
            ServiceSet.checkName(name, entry, overrides);
            if (!own.has("type")) {
                overrides.faults().add(entry.at(), own.path(),
                        "There is no service " + Words.quoted(name) + " that this could override.",
                        Words.didYouMean(name, base.sections().keySet())
                                + "To add a service in this environment only, give it a type.");
                return;
            }
            merged.put(name, own, ServiceReader.read(name, own, secrets));
            return;
        }
        var type = under.map().get("type");
        if (own.has("type") && type instanceof Yaml.Scalar(var before, _, _)
                && !(own.map().get("type") instanceof Yaml.Scalar(var after, _, _) && after.equals(before))) {
            own.fault("type", "An environment cannot change the type of a service.",
                    "Remove the key, or give the service another name.");
            return;
        }
        var laidOver = own.over(under, !environment.equals(Blueprint.PRODUCTION));
        merged.put(name, laidOver, ServiceReader.read(name, laidOver, secrets));
    }

    /** {@code <environment>--<service>} is one label of a host name. */
    private void checkLabels(ServiceSet merged) {
        merged.services().values().stream().filter(Web.class::isInstance).map(Service::name)
                .filter(name -> environment.length() + 2 + name.length() > Names.LONGEST_LABEL).findFirst()
                .ifPresent(name -> section.faults().add(section.at(), section.path(),
                        "The names of this environment and of its service " + Words.quoted(name)
                                + " are too long together for a host name.",
                        "Keep them to " + (Names.LONGEST_LABEL - 2) + " characters together."));
    }
}
