package io.stackblaze.blueprint.init;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.stackblaze.blueprint.SecretScan;
import io.stackblaze.blueprint.yaml.ScalarText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an {@code app.json} says of an app when it is made. */
record AppJson(JsonNode tree) {
    private static final int MAX_VARIABLES = 150;
    private static final int MAX_VALUE = 10_000;

    /** Heroku's sizes by ours; the first that holds as much. */
    private static final Map<String, String> SIZES = Map.ofEntries(Map.entry("free", "starter"),
            Map.entry("eco", "starter"),
            Map.entry("hobby", "starter"), Map.entry("basic", "starter"), Map.entry("standard-1x", "starter"),
            Map.entry("standard-2x", "basic"), Map.entry("performance-m", "standard"),
            Map.entry("performance-l", "performance"));

    static AppJson read(@Nullable String text, List<String> notes) {
        return new AppJson(Json.object(text, "app.json", notes));
    }

    List<String> addons() {
        return Json.texts(tree.path("addons"), "plan");
    }

    /** The version that an add-on is asked for with, or null. */
    @Nullable
    String version(String addon) {
        for (var entry : tree.path("addons")) {
            var plan = Json.text(entry, "/plan");
            if (plan != null && plan.startsWith(addon)) {
                return Json.text(entry, "/options/version");
            }
        }
        return null;
    }

    void apply(Draft draft) {
        env(draft);
        formation(draft);
        buildpacks(draft);
        var seed = Json.text(tree, "/scripts/postdeploy");
        if (seed != null) {
            draft.seed = draft.command(seed, "app.json");
        }
    }

    private void env(Draft draft) {
        tree.path("env").forEachEntry((name, value) -> {
            if (draft.env.containsKey(name) || name.equals("PORT") || draft.secrets.contains(name)) {
                return;
            }
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,100}") || name.startsWith("STACKBLAZE_")
                    || draft.env.size() + draft.secrets.size() >= MAX_VARIABLES) {
                draft.notes.add("A variable of app.json was left out: its name or their number is not accepted here.");
                return;
            }
            variable(name, value, draft);
        });
    }

    private static void variable(String name, JsonNode value, Draft draft) {
        var text = value.isString() ? value.asString() : Json.text(value, "/value");
        if (text != null && text.length() <= MAX_VALUE && text.indexOf('\0') < 0
                && !SecretScan.isSuspicious(name, text)) {
            draft.env.put(name, ScalarText.of(text));
        } else if (text != null || Json.text(value, "/generator") != null) {
            draft.secrets.add(name);
        } else if (value.path("required").asBoolean(true)) {
            draft.secrets.add(name);
            draft.notes
                    .add(name + " must have a value, and app.json has none: store it with stackblaze env set --secret "
                            + name + ", or move it to env if it is none.");
        } else {
            draft.notes.add(name + " is optional in app.json and was left out.");
        }
    }

    private void formation(Draft draft) {
        tree.path("formation").forEachEntry((process, formation) -> {
            var service = draft.services.get(process);
            if (service == null || !service.isProcess()) {
                return;
            }
            var size = Json.text(formation, "/size");
            if (size != null) {
                service.text("plan", SIZES.getOrDefault(size.toLowerCase(Locale.ROOT), "standard"));
            }
            int quantity = formation.path("quantity").asInt(1);
            if (quantity != 1 && quantity >= 0 && quantity <= 100) {
                service.yaml("scaling", "{min_instances: " + quantity + "}");
            }
        });
    }

    private void buildpacks(Draft draft) {
        var own = Json.texts(tree.path("buildpacks"), "url").stream()
                .filter(url -> !url.startsWith("heroku/") && !url.startsWith("https://github.com/heroku/")).toList();
        if (own.isEmpty()) {
            return;
        }
        var usable = own.stream().map(url -> url.replaceFirst("^git://", "https://"))
                .filter(url -> url.matches(
                        "https://[A-Za-z0-9][A-Za-z0-9.-]*/[A-Za-z0-9._/-]{1,200}(?:#[A-Za-z0-9._/-]{1,100})?"))
                .limit(20).toList();
        if (usable.size() < own.size()) {
            draft.notes
                    .add("Some buildpacks of app.json are no git URLs; name them under build.buildpacks by git URL.");
        }
        draft.services.values().stream()
                .filter(service -> service.isProcess() && !service.has("build") && !usable.isEmpty())
                .forEach(service -> service.yaml("build",
                        "{buildpacks: [" + String.join(", ", usable.stream().map(url -> '"' + url + '"').toList())
                                + "]}"));
    }
}
