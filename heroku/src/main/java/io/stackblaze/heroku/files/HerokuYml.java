package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A {@code heroku.yml}: how an app of the stack {@code container} is built and run. It stands in for the Procfile.
 *
 * @param addons plans of add-ons, for apps made of it
 * @param dockerfiles path of the Dockerfile by process type
 * @param run command by process type; one without is run as its image says
 * @param release command before a release; null for none
 */
public record HerokuYml(List<String> addons, Map<String, String> dockerfiles, Map<String, String> run,
        @Nullable String release) {
    private static final int LARGEST = 256 * 1024;

    /** Copies. */
    public HerokuYml {
        addons = List.copyOf(addons);
        dockerfiles = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(dockerfiles));
        run = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(run));
    }

    /** Reads one; never throws. */
    public static Parsed<HerokuYml> parse(String text) {
        var empty = new HerokuYml(List.of(), Map.of(), Map.of(), null);
        @Nullable
        Object tree;
        try {
            tree = text.length() > LARGEST
                    ? null
                    : new Load(LoadSettings.builder().setMaxAliasesForCollections(20).setCodePointLimit(LARGEST)
                            .setAllowDuplicateKeys(false).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            tree = null;
        }
        if (!(tree instanceof Map<?, ?> root)) {
            return new Parsed<>(empty, List.of(new FileFault("heroku.yml", 0, "This is no YAML map.",
                    "Heroku could not build it either; it is left aside.")));
        }
        var addons = new ArrayList<String>();
        if (at(root, "setup", "addons") instanceof List<?> list) {
            list.forEach(entry -> {
                if (entry instanceof Map<?, ?> map && map.get("plan") instanceof String plan) {
                    addons.add(plan);
                }
            });
        }
        var dockerfiles = new LinkedHashMap<String, String>();
        entries(at(root, "build", "docker")).forEach((type, file) -> {
            if (file instanceof String path) {
                dockerfiles.put(type, path);
            }
        });
        var run = new LinkedHashMap<String, String>();
        entries(at(root, "run")).forEach((type, how) -> {
            var command = command(how);
            if (command != null) {
                run.put(type, command);
            }
            var image = how instanceof Map<?, ?> map ? map.get("image") : null;
            if (image instanceof String other && dockerfiles.get(other) != null) {
                dockerfiles.putIfAbsent(type, dockerfiles.get(other));
            }
        });
        return new Parsed<>(new HerokuYml(addons, dockerfiles, run, command(at(root, "release"))), List.of());
    }

    private static @Nullable String command(@Nullable Object how) {
        return switch (how) {
            case String text when !text.isBlank() -> text;
            case Map<?, ?> map -> command(map.get("command"));
            case List<?> list when !list.isEmpty() ->
                String.join(" && ", list.stream().map(String::valueOf).toList());
            case null, default -> null;
        };
    }

    private static @Nullable Object at(Map<?, ?> root, String... keys) {
        @Nullable
        Object node = root;
        for (var key : keys) {
            node = node instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return node;
    }

    private static Map<String, Object> entries(@Nullable Object node) {
        var entries = new LinkedHashMap<String, Object>();
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key instanceof String name && value != null) {
                    entries.put(name, value);
                }
            });
        }
        return entries;
    }
}
