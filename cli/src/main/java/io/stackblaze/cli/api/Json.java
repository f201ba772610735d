package io.stackblaze.cli.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees: no classes are inspected, which a short-lived program has no time for. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** Reads; nothing at all is an empty object. */
    public static JsonNode read(String text) {
        return text.isBlank() ? object() : MAPPER.readTree(text);
    }

    /** Writes for people and pipes: indented. */
    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Text at a key; empty when there is none. */
    public static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    /** A time at a key. */
    public static Optional<Instant> time(JsonNode node, String key) {
        try {
            var text = text(node, key);
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A list of texts at a key. */
    public static List<String> texts(JsonNode node, String key) {
        return node.path(key).values().stream().map(value -> value.asString("")).toList();
    }
}
