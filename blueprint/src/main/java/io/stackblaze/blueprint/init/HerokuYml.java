package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.yaml.Yaml;
import io.stackblaze.blueprint.yaml.YamlDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code heroku.yml} says.
 *
 * @param release command before a release; null for none
 */
record HerokuYml(Map<String, Run> processes, @Nullable String release, List<String> addons) {
    /** How one process type is built and run. */
    record Run(@Nullable String dockerfile, @Nullable String command) {}

    static @Nullable HerokuYml read(@Nullable String text, List<String> notes) {
        if (text == null) {
            return null;
        }
        if (!(YamlDocument.read(text).root() instanceof Yaml.Mapping root)) {
            notes.add("heroku.yml cannot be read and was left aside.");
            return null;
        }
        var dockerfiles = entries(at(root, "build", "docker"));
        var commands = entries(at(root, "run"));
        var processes = new LinkedHashMap<String, Run>();
        dockerfiles.forEach(
                (process, file) -> processes.put(process, new Run(text(file), text(commands.get(process)))));
        commands.forEach((process, run) -> processes.putIfAbsent(process,
                new Run(text(dockerfiles.get(imageOf(run))), text(run))));
        processes.remove("release");
        return processes.isEmpty() ? null : new HerokuYml(processes, text(at(root, "release")), addons(root));
    }

    private static List<String> addons(Yaml.Mapping root) {
        var addons = new ArrayList<String>();
        if (at(root, "setup", "addons") instanceof Yaml.Sequence list) {
            list.items().forEach(item -> {
                if (item instanceof Yaml.Mapping map && map.get("plan") instanceof Yaml.Scalar plan) {
                    addons.add(plan.text());
                }
            });
        }
        return addons;
    }

    private static @Nullable Yaml at(Yaml.Mapping root, String... keys) {
        Yaml node = root;
        for (var key : keys) {
            node = node instanceof Yaml.Mapping map ? map.get(key) : null;
        }
        return node;
    }

    private static Map<String, Yaml> entries(@Nullable Yaml node) {
        var entries = new LinkedHashMap<String, Yaml>();
        if (node instanceof Yaml.Mapping map) {
            map.entries().forEach((key, entry) -> entries.put(key, entry.value()));
        }
        return entries;
    }

    private static String imageOf(Yaml run) {
        return run instanceof Yaml.Mapping map && map.get("image") instanceof Yaml.Scalar image ? image.text() : "";
    }

    /** A text, or the {@code command} of a map, which may be a list. */
    private static @Nullable String text(@Nullable Yaml node) {
        return switch (node) {
            case Yaml.Scalar scalar when !scalar.isNull() -> scalar.text();
            case Yaml.Mapping map -> text(map.get("command"));
            case Yaml.Sequence list -> {
                var lines = list.items().stream().filter(Yaml.Scalar.class::isInstance).map(Yaml.Scalar.class::cast)
                        .map(Yaml.Scalar::text).toList();
                yield lines.isEmpty() ? null : String.join(" && ", lines);
            }
            case null, default -> null;
        };
    }
}
