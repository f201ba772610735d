package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON schema that Heroku publishes of its Platform API (MIT licensed, with its client libraries), less what it
 * says in words and of links; its {@code strictProperties} are closed objects here, host names, which it takes for
 * URIs,
 * any text, and webhooks, of which it names no property, open objects.
 */
final class PublishedSchema {
    private static final ObjectNode TREE = read();

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private PublishedSchema() {}

    /** What a value has that the definition forbids, and lacks that it requires. */
    static List<String> faults(String definition, JsonNode value) {
        return SCHEMAS.computeIfAbsent(definition, PublishedSchema::schema).validate(value).stream()
                .map(Error::toString).toList();
    }

    private static Schema schema(String definition) {
        var root = TREE.deepCopy();
        // In draft 4 a reference hides what is beside it, so it stands in a list of its own.
        root.putArray("allOf").addObject().put("$ref", "#/definitions/" + definition);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(root);
    }

    private static ObjectNode read() {
        try (var in = Objects
                .requireNonNull(PublishedSchema.class.getResourceAsStream("/platform-api.schema.json"))) {
            return (ObjectNode) JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
