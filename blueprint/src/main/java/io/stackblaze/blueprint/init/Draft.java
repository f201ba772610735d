package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.SecretScan;
import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.yaml.ScalarText;
import org.jspecify.annotations.Nullable;

/** A blueprint while it is being put together. */
final class Draft {
    private static final int MAX_SERVICES = 50;

    final Map<String, DraftService> services = new LinkedHashMap<>();
    final Set<String> secrets = new LinkedHashSet<>();
    final Map<String, String> env = new LinkedHashMap<>();
    final List<String> notes = new ArrayList<>();
    @Nullable
    String seed;

    /** A service of that name, or of a name near it that is free; null when there are too many. */
    @Nullable
    DraftService service(String wanted, ServiceType type) {
        if (services.size() >= MAX_SERVICES) {
            notes.add("More than " + MAX_SERVICES + " services were found; " + wanted + " is left out.");
            return null;
        }
        var base = name(wanted, type.word());
        var name = base;
        for (int i = 2; services.containsKey(name); i++) {
            name = base.substring(0, Math.min(base.length(), 36)) + "-" + i;
        }
        var service = new DraftService(name, type);
        services.put(name, service);
        return service;
    }

    /** A command as it may stand in a file; null, with a note, for one that holds a secret. */
    @Nullable
    String command(String command, String from) {
        if (SecretScan.isSuspicious("", command) || command.isBlank() || command.indexOf('\0') >= 0) {
            notes.add(
                    "A command in " + from + " holds what looks like a secret, or nothing; it is left out. Read secrets"
                            + " from variables instead.");
            return null;
        }
        return command;
    }

    /** The text as the name of a project or service. */
    static String name(String text, String otherwise) {
        var name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+", "");
        name = name.substring(0, Math.min(name.length(), 38)).replaceAll("-$", "");
        return name.length() < 2 || name.equals("localhost") || name.startsWith("ip6-l") ? otherwise : name;
    }

    /** The file. */
    String text(String project) {
        var text = new StringBuilder("# What this project is. Check it with: stackblaze blueprint validate\n");
        text.append("name: ").append(name(project, "my-app")).append('\n');
        if (!secrets.isEmpty()) {
            text.append("\n# Names only. Store each value with: stackblaze env set --secret NAME\nsecrets:\n");
            secrets.forEach(secret -> text.append("  - ").append(secret).append('\n'));
        }
        text.append("\nservices:\n");
        services.values().stream().filter(DraftService::isProcess)
                .forEach(service -> service.write(text, env, secrets));
        services.values().stream().filter(service -> !service.isProcess())
                .forEach(service -> service.write(text, Map.of(), Set.of()));
        if (seed != null) {
            text.append("\npreviews:\n  # Run once when a preview of a pull request is made.\n  seed: ")
                    .append(ScalarText.of(seed)).append('\n');
        }
        return text.toString();
    }
}
