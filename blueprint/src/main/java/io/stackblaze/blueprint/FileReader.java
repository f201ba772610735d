package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.yaml.Yaml;

/** Reads the top of the file and goes down from there. */
final class FileReader {
    private static final int MAX_ENVIRONMENTS = 20;

    private final Section top;
    private final Faults faults;

    FileReader(Section top) {
        this.top = top;
        this.faults = top.faults();
    }

    /** The blueprint; not to be used when there are faults. */
    Blueprint read() {
        top.allow(Keys.TOP);
        var name = name();
        var secrets = secrets();
        var previews = PreviewKeys.previews(top);
        var base = ServiceSet.base(top, secrets, previews.generation() != Previews.Generation.OFF);
        var environments = environments(base, secrets);
        checkDomains(base, environments);
        var services = new LinkedHashMap<String, Map<String, Service>>();
        environments.forEach((environment, own) -> services.put(environment, own.services()));
        return new Blueprint(name, top.text("region"), secrets, base.services(), services, previews);
    }

    private String name() {
        if (!top.has("name")) {
            top.fault("name", "The project has no name.", "Add name: my-project.");
        }
        var name = top.text("name");
        if (name != null && (!Names.isName(name) || name.length() < 2)) {
            top.fault("name", Words.quoted(name) + " cannot be the name of a project.", Names.PROJECT_RULE);
        }
        return name == null ? "" : name;
    }

    private List<String> secrets() {
        if (top.map().get("secrets") instanceof Yaml.Mapping) {
            top.fault("secrets", "A list of names is wanted, and this is a map.",
                    "List names only, such as \"- API_KEY\", and store values with: stackblaze env set --secret NAME");
            return List.of();
        }
        var names = new ArrayList<String>();
        for (var entry : top.texts("secrets")) {
            if (!Names.isVariable(entry.text())) {
                faults.add(entry.at(), "secrets", "This is no name of a secret.",
                        Names.VARIABLE_RULE + " Names only; store values with: stackblaze env set --secret NAME");
            } else if (names.contains(entry.text())) {
                faults.add(entry.at(), "secrets", entry.text() + " is listed twice.", "Remove one of the two.");
            } else {
                names.add(entry.text());
            }
        }
        return names;
    }

    private Map<String, ServiceSet> environments(ServiceSet base, List<String> secrets) {
        var environments = new LinkedHashMap<String, ServiceSet>();
        var section = top.section("environments");
        if (section == null) {
            return environments;
        }
        if (section.map().entries().size() > MAX_ENVIRONMENTS) {
            top.fault("environments", section.map().entries().size() + " environments are too many for one file.",
                    "Keep them to " + MAX_ENVIRONMENTS + "; one without overrides need not be named here.");
            return environments;
        }
        section.map().entries().forEach((name, entry) -> {
            if (!Names.isName(name)) {
                faults.add(entry.at(), section.pathOf(name),
                        Words.quoted(name) + " cannot be the name of an environment.", Names.RULE);
            }
            var own = section.section(name);
            if (own != null) {
                environments.put(name, new EnvironmentReader(name, own, base, secrets).read());
            }
        });
        return environments;
    }

    /** A host name leads to one service of one environment. */
    private void checkDomains(ServiceSet base, Map<String, ServiceSet> environments) {
        var claims = new LinkedHashMap<String, String>();
        if (!environments.containsKey(Blueprint.PRODUCTION)) {
            base.claimDomains(Blueprint.PRODUCTION, claims);
        }
        environments.forEach((environment, own) -> own.claimDomains(environment, claims));
    }
}
