package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An {@code app.json}, of which Heroku makes apps: review apps, CI, the button. It says nothing of an app that is
 * there.
 *
 * @param stack such as {@code heroku-24}, or {@code container}; null when not said
 * @param env variables by name
 * @param addons plans such as {@code heroku-postgresql:essential-0}
 * @param buildpacks their URLs, in order
 * @param postdeploy run once when an app was made; null for none
 * @param reviewPostdeploy the same for review apps, where they have their own; else as above
 * @param predestroy run before a review app goes; null for none
 * @param test command of Heroku CI; null for none
 */
public record AppManifest(@Nullable String stack, Map<String, Variable> env, List<String> addons,
        List<String> buildpacks, @Nullable String postdeploy, @Nullable String reviewPostdeploy,
        @Nullable String predestroy, @Nullable String test) {
    /** One that says nothing. */
    public static final AppManifest NONE = new AppManifest(null, Map.of(), List.of(), List.of(), null, null, null,
            null);

    /** Copies. */
    public AppManifest {
        env = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(env));
        addons = List.copyOf(addons);
        buildpacks = List.copyOf(buildpacks);
    }

    /**
     * A variable.
     *
     * @param value null when a person must give it, or when it is made
     * @param generated whether each app gets a random one
     */
    public record Variable(@Nullable String value, boolean required, boolean generated) {
        @Override
        public String toString() {
            return "Variable[required=" + required + ", generated=" + generated + "]";
        }
    }

    /** Reads one; what has another shape than expected is passed over. */
    public static Parsed<AppManifest> parse(String text) {
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return new Parsed<>(NONE, List.of(new FileFault("app.json",
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr()), "This is no JSON.",
                    "Heroku could make no app of it either; it is left aside.")));
        }
        var env = new LinkedHashMap<String, Variable>();
        tree.path("env").properties().forEach(entry -> env.put(entry.getKey(), variable(entry.getValue())));
        var review = tree.path("environments").path("review");
        var postdeploy = script(tree, "postdeploy");
        var own = script(review, "postdeploy");
        return new Parsed<>(new AppManifest(text(tree, "stack"), env, texts(tree.path("addons"), "plan"),
                texts(tree.path("buildpacks"), "url"), postdeploy, own == null ? postdeploy : own,
                script(tree, "pr-predestroy"), script(tree.path("environments").path("test"), "test")), List.of());
    }

    private static Variable variable(JsonNode node) {
        return node.isString()
                ? new Variable(node.asString(), true, false)
                : new Variable(text(node, "value"), node.path("required").asBoolean(true), node.has("generator"));
    }

    private static @Nullable String script(JsonNode node, String name) {
        var script = node.path("scripts").path(name);
        return script.isString() ? text(node.path("scripts"), name) : text(script, "command");
    }

    private static @Nullable String text(JsonNode node, String key) {
        var value = node.path(key);
        return value.isString() && !value.asString().isBlank() ? value.asString() : null;
    }

    private static List<String> texts(JsonNode list, String key) {
        var texts = new ArrayList<String>();
        list.values().forEach(entry -> {
            var text = entry.isString() ? entry.asString() : text(entry, key);
            if (text != null) {
                texts.add(text);
            }
        });
        return texts;
    }
}
