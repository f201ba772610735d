package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.RateCard;
import io.stackblaze.blueprint.yaml.ScalarText;

/** A service of a blueprint that is being written: keys with values that are YAML already, and comments above them. */
final class DraftService {
    /** One key. */
    record Key(String name, String yaml, String comment) {}

    private final String name;
    private final String type;
    private final List<String> comments = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final Map<String, String> references = new LinkedHashMap<>();
    private int instances = 1;
    private RateCard plan = RateCard.STANDARD;

    DraftService(String name, String type) {
        this.name = name;
        this.type = type;
    }

    String name() {
        return name;
    }

    String type() {
        return type;
    }

    boolean isProcess() { return !type.equals("postgres") && !type.equals("redis"); }

    /** A line above the keys. */
    DraftService comment(String comment) {
        comments.add(comment);
        return this;
    }

    /** A key with a text. */
    DraftService text(String key, String text) {
        return yaml(key, ScalarText.of(text), "");
    }

    /** A key with YAML, and a comment above it; empty for none. */
    DraftService yaml(String key, String yaml, String comment) {
        keys.add(new Key(key, yaml, comment));
        return this;
    }

    DraftService quoted(String key, String text) {
        return yaml(key, '"' + text + '"', "");
    }

    DraftService plan(RateCard size) {
        plan = size;
        return yaml("plan", size.word(), "");
    }

    DraftService instances(int number) {
        instances = number;
        return this;
    }

    int instances() {
        return instances;
    }

    RateCard plan() {
        return plan;
    }

    /** A variable that another service's address is. */
    void refers(String variable, String service) {
        references.put(variable, service);
    }

    Map<String, String> references() {
        return Collections.unmodifiableMap(references);
    }

    List<String> comments() {
        return Collections.unmodifiableList(comments);
    }

    List<Key> keys() {
        return Collections.unmodifiableList(keys);
    }

    boolean has(String key) {
        return keys.stream().anyMatch(each -> each.name().equals(key));
    }
}
