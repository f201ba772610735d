package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.yaml.ScalarText;

/** One service of a draft. */
final class DraftService {
    final String name;
    final ServiceType type;
    private final List<String> comments = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();

    DraftService(String name, ServiceType type) {
        this.name = name;
        this.type = type;
    }

    boolean isProcess() { return type == ServiceType.WEB || type == ServiceType.WORKER || type == ServiceType.CRON; }

    /** A line for people above the service's keys. */
    void comment(String comment) {
        comments.add(comment.replaceAll("[^\\x20-\\x7e\\u00a1-\\u024f]+", " ").strip());
    }

    /** A key with a text. */
    void text(String key, String text) {
        keys.put(key, ScalarText.of(text));
    }

    /** A key with a value that is YAML already. */
    void yaml(String key, String value) {
        keys.put(key, value);
    }

    boolean has(String key) {
        return keys.containsKey(key);
    }

    /** Writes it, with variables and secrets that processes share. */
    void write(StringBuilder text, Map<String, String> env, Set<String> secrets) {
        text.append("  ").append(name).append(":\n    type: ").append(type.word()).append('\n');
        comments.forEach(comment -> text.append("    # ").append(comment).append('\n'));
        keys.forEach((key, value) -> text.append("    ").append(key).append(": ").append(value).append('\n'));
        if (!env.isEmpty()) {
            text.append("    env:\n");
            env.forEach((key, value) -> text.append("      ").append(key).append(": ").append(value).append('\n'));
        }
        if (!secrets.isEmpty()) {
            text.append("    secret_refs: [").append(String.join(", ", secrets)).append("]\n");
        }
    }
}
