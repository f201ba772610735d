package io.stackblaze.blueprint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.stackblaze.blueprint.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/** The keys that every service made of processes has. */
record ProcessKeys(Source source, Duration stopGrace, Map<String, Value> env, List<String> secretRefs) {
    static final int MAX_VARIABLES = 200;
    static final int MAX_VALUE_BYTES = 65_535;

    static ProcessKeys read(Section service, List<String> secrets) {
        var env = env(service);
        return new ProcessKeys(SourceKeys.source(service),
                Duration.ofSeconds(service.number("stop_grace_seconds", 0, 3600, 30)), env,
                secretRefs(service, secrets, env));
    }

    private static Map<String, Value> env(Section service) {
        var section = service.section("env");
        if (section == null) {
            return Map.of();
        }
        if (section.map().entries().size() > MAX_VARIABLES) {
            service.fault("env", section.map().entries().size() + " variables are too many for one service.",
                    "Keep them to " + MAX_VARIABLES + ".");
        }
        var env = new LinkedHashMap<String, Value>();
        section.map().entries().forEach((name, entry) -> {
            checkName(service, section, name, entry);
            var value = value(section, name, entry.value());
            if (value != null) {
                env.put(name, value);
            }
        });
        return env;
    }

    private static void checkName(Section service, Section env, String name, Yaml.Entry entry) {
        if (!Names.isVariable(name)) {
            env.faults().add(entry.at(), env.pathOf(name), Words.quoted(name) + " cannot be the name of a variable.",
                    Names.VARIABLE_RULE);
        } else if (name.startsWith("STACKBLAZE_")) {
            env.faults().add(entry.at(), env.pathOf(name),
                    "Names that begin with STACKBLAZE_ are given by the platform.",
                    "Choose another name.");
        } else if (name.equals("PORT") && service.map().get("type") instanceof Yaml.Scalar(var type, _, _)
                && type.equals("web")) {
            env.faults().add(entry.at(), env.pathOf(name), "PORT is given by the platform.",
                    "Remove it; to choose the port of the private name, set the service's key port.");
        }
    }

    /** A bare number or word is taken as it is written: {@code 1.10} stays {@code 1.10}. */
    private static @Nullable Value value(Section env, String name, Yaml node) {
        switch (node) {
            case Yaml.Scalar scalar when scalar.isNull() ->
                env.fault(name, "The variable has no value.", "Write \"\" for an empty one, or remove it.");
            case Yaml.Scalar scalar when scalar.text().indexOf('\0') >= 0 ->
                env.fault(name, "The value holds a NUL character.", "Remove it; no process can be given one.");
            case Yaml.Scalar scalar when scalar.text().getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES ->
                env.fault(name, "The value is longer than " + MAX_VALUE_BYTES + " bytes.",
                        "Put it into a file of the build, or shorten it.");
            case Yaml.Scalar scalar -> {
                return new Value.Plain(scalar.text());
            }
            case Yaml.Mapping _ -> {
                return reference(env, name);
            }
            case Yaml.Sequence _ -> env.fault(name, "A text or a reference is wanted, and this is a list.",
                    "Write the value as one text.");
        }
        return null;
    }

    private static @Nullable Value reference(Section env, String name) {
        var section = env.section(name);
        if (section == null) {
            return null;
        }
        section.allow(Keys.REFERENCE);
        for (var key : Keys.REFERENCE) {
            if (!section.has(key)) {
                section.faults().add(section.at(), section.path(), "The reference has no " + key + ".",
                        "Write {from_service: <service>, property: <property>}.");
            }
        }
        var service = section.text("from_service");
        var property = section.choice("property", References.PROPERTIES, "");
        return service == null || property.isEmpty()
                ? null
                : new Value.FromService(service, Value.Property.valueOf(property.toUpperCase(Locale.ROOT)));
    }

    private static List<String> secretRefs(Section service, List<String> secrets, Map<String, Value> env) {
        var names = new ArrayList<String>();
        for (var entry : service.texts("secret_refs")) {
            var name = entry.text();
            var path = service.pathOf("secret_refs");
            if (!secrets.contains(name)) {
                service.faults().add(entry.at(), path, Names.isVariable(name)
                        ? "The secret " + name + " is not in the list secrets at the top."
                        : "This is no name of a secret.",
                        Words.didYouMean(name, secrets)
                                + "Add its name to secrets at the top of the file; names only, never values.");
            } else if (names.contains(name)) {
                service.faults().add(entry.at(), path, "The secret " + name + " is listed twice.",
                        "Remove one of the two.");
            } else if (env.containsKey(name)) {
                service.faults().add(entry.at(), path, name + " is a secret and stands in env as well.",
                        "Remove it from env, or give the variable there another name.");
            }
            names.add(name);
        }
        return names;
    }
}
