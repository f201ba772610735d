package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema says what the reader does. */
class SchemaTest {
    private static JsonNode at(String pointer) {
        return Schema.TREE.at(pointer);
    }

    private static Set<String> keys(String pointer) {
        return new TreeSet<>(at(pointer).propertyNames());
    }

    @Test
    void hasTheKeysOfTheModelAndNoOthers() {
        assertThat(keys("/properties")).isEqualTo(new TreeSet<>(Keys.TOP));
        assertThat(keys("/properties/environments/additionalProperties/properties")).isEqualTo(Keys.ENVIRONMENT);
        assertThat(keys("/properties/previews/properties")).isEqualTo(new TreeSet<>(Keys.PREVIEWS));
        assertThat(keys("/$defs/key_build/oneOf/1/properties")).isEqualTo(new TreeSet<>(Keys.BUILD));
        assertThat(keys("/$defs/key_healthcheck/properties")).isEqualTo(new TreeSet<>(Keys.HEALTHCHECK));
        assertThat(keys("/$defs/key_scaling/properties")).isEqualTo(new TreeSet<>(Keys.SCALING));
        assertThat(keys("/$defs/key_backup/properties")).isEqualTo(new TreeSet<>(Keys.BACKUP));
        assertThat(keys("/$defs/reference/properties")).isEqualTo(new TreeSet<>(Keys.REFERENCE));
        assertThat(keys("/$defs/override/properties")).isEqualTo(new TreeSet<>(Keys.ofAnyService()));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheKeysOfEachTypeAndNoOthers(ServiceType type) {
        assertThat(keys("/$defs/" + type.word() + "/properties")).isEqualTo(new TreeSet<>(Keys.of(type)));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheDefaultsOfTheReader(ServiceType type) {
        var schedule = type == ServiceType.CRON ? ", schedule: \"* * * * *\"" : "";
        var service = Read.service(Service.class, "it",
                "name: shop\nservices: {it: {type: " + type.word() + schedule + "}}");
        var form = ServiceForm.of(service);
        form.keySet().removeAll(Set.of("type", "schedule"));

        var expected = new LinkedHashMap<String, Object>();
        form.forEach((key, value) -> expected.put(key, value instanceof Map<?, ?> map ? withoutMost(map) : value));
        var found = new LinkedHashMap<String, Object>();
        form.keySet().forEach(key -> found.put(key, defaultOf(type, key)));

        assertThat(found).isEqualTo(expected);
    }

    /** {@code max_instances} is what {@code min_instances} is, which no schema can say. */
    private static Map<?, ?> withoutMost(Map<?, ?> map) {
        var rest = new LinkedHashMap<Object, Object>(map);
        rest.remove("max_instances");
        return rest;
    }

    private static Object defaultOf(ServiceType type, String key) {
        var own = at("/$defs/" + type.word() + "/properties/" + key);
        var general = at("/$defs/key_" + key);
        if (general.has("properties")) {
            var defaults = new LinkedHashMap<Object, Object>();
            general.get("properties").forEachEntry((name, property) -> {
                if (property.has("default")) {
                    defaults.put(name, plain(property.get("default")));
                }
            });
            return defaults;
        }
        return plain(Objects.requireNonNull(own.has("default") ? own.get("default") : general.get("default"), key));
    }

    private static Object plain(JsonNode value) {
        if (value.isInt()) {
            return value.asInt();
        }
        return value.isBoolean() ? value.asBoolean() : value.asString();
    }

    @Test
    void everyKeyIsDescribed() {
        var undescribed = new TreeSet<String>();
        Schema.TREE.get("$defs").forEachEntry((name, definition) -> {
            if (name.startsWith("key_") && !definition.has("description")) {
                undescribed.add(name);
            }
        });

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"port: 0", "port: http", "strat: x", "schedule: '* * * * *'", "plan: huge", "env: {A-B: x}",
            "env: {A: {from_service: db}}", "env: {A: [x]}", "build: {contxt: .}", "healthcheck: {path: up}",
            "scaling: {min: 1}", "stop_grace_seconds: -1", "preview: maybe", "type: static", "build: .\n    image: x"})
    void refusesWhatTheReaderRefuses(String key) {
        var text = Read.web(key);

        assertThat(Schema.errors(text)).isNotEmpty();
        assertThat(Read.faults(text)).isNotEmpty();
    }
}
