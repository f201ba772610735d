package io.stackblaze.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, and the check of requests against it: the document is what is enforced. */
public final class Contract {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String DEFINITIONS = "#/$defs/";

    private final String text;
    private final JsonNode document;
    private final Map<JsonNode, Schema> schemas = new HashMap<>();
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    /** Reads the document from the class path. */
    public Contract() {
        try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream("/openapi.yaml"))) {
            this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // What JSON Schema calls definitions stands elsewhere in an OpenAPI document.
        this.document = new YAMLMapper().readTree(text.replace(SCHEMAS, DEFINITIONS));
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(method -> !method.getKey().equals("parameters")).forEach(method -> operations
                        .put(key(method.getKey(), path.getKey()), new Operation(path.getValue(), method.getValue()))));
        schemas.clear();
    }

    /** The document as it is written. */
    public String text() {
        return text;
    }

    /** The document as a tree. */
    public JsonNode document() {
        return document;
    }

    Operation operation(String method, String path) {
        return Objects.requireNonNull(operations.get(key(method, path)),
                () -> method + " " + path + " is in no contract");
    }

    private static String key(String method, String path) {
        return method.toLowerCase(java.util.Locale.ROOT) + " " + path;
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty()
                ? node
                : document.at(reference.replace(DEFINITIONS, SCHEMAS).substring(1));
    }

    /** One schema for equal texts, with the definitions it needs and no others: each takes memory for good. */
    private Schema schema(JsonNode node) {
        return schemas.computeIfAbsent(node, _ -> {
            var root = JsonNodeFactory.instance.objectNode();
            root.put("$schema", SpecificationVersion.DRAFT_2020_12.getDialectId());
            define(node, root.putObject("$defs"));
            root.setAll((ObjectNode) node);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(root);
        });
    }

    private void define(JsonNode node, ObjectNode definitions) {
        for (var reference : node.findValuesAsString("$ref")) {
            String name = reference.substring(DEFINITIONS.length());
            if (!definitions.has(name)) {
                JsonNode definition = document.path("components").path("schemas").path(name);
                definitions.set(name, definition);
                define(definition, definitions);
            }
        }
    }

    private record Parameter(String name, String in, boolean required, String type, Schema schema) {}

    /** What one method of one path takes. */
    final class Operation {
        private final List<Parameter> parameters = new ArrayList<>();
        private final @Nullable Schema body;
        private final boolean bodyRequired;

        Operation(JsonNode path, JsonNode method) {
            Stream.concat(path.path("parameters").valueStream(), method.path("parameters").valueStream())
                    .map(Contract.this::resolved).forEach(this::add);
            JsonNode content = method.path("requestBody").path("content").path("application/json").path("schema");
            this.body = content.isMissingNode() ? null : schema(content);
            this.bodyRequired = method.path("requestBody").path("required").asBoolean(false);
        }

        private void add(JsonNode parameter) {
            JsonNode node = parameter.path("schema");
            parameters.add(new Parameter(parameter.path("name").asString(), parameter.path("in").asString(),
                    parameter.path("required").asBoolean(false), resolved(node).path("type").asString("string"),
                    schema(node)));
        }

        boolean takesJson() {
            return body != null;
        }

        boolean bodyRequired() {
            return bodyRequired;
        }

        /** Gives the body back when everything fits. */
        JsonNode check(Context context, JsonNode given) {
            var faults = new ArrayList<Problem.RequestFault>();
            for (var parameter : parameters) {
                check(context, parameter, faults);
            }
            for (String name : context.queryParamMap().keySet()) {
                if (parameters.stream().noneMatch(known -> known.in().equals("query") && known.name().equals(name))) {
                    faults.add(Faults.of("query", "has a parameter that does not exist here",
                            "Leave it out, or see /api/v1/openapi.yaml."));
                }
            }
            if (body != null && !given.isMissingNode()) {
                body.validate(given).forEach(error -> faults.add(Faults.of("", error, body)));
            } else if (body != null && bodyRequired) {
                faults.add(Faults.of("body", "is missing", "Send a JSON object."));
            }
            if (!faults.isEmpty()) {
                throw Faults.problem(faults);
            }
            return given;
        }

        private void check(Context context, Parameter parameter, List<Problem.RequestFault> faults) {
            List<String> values = switch (parameter.in()) {
                case "path" -> List.of(context.pathParam(parameter.name()));
                case "query" -> context.queryParams(parameter.name());
                default -> Stream.ofNullable(context.header(parameter.name())).toList();
            };
            if (values.isEmpty() && parameter.required()) {
                faults.add(Faults.of(parameter.name(), "is missing", "Give it in the " + parameter.in() + "."));
            }
            for (String value : values) {
                parameter.schema().validate(node(value, parameter.type()))
                        .forEach(error -> faults.add(Faults.of(parameter.name(), error, parameter.schema())));
            }
        }

        private static JsonNode node(String value, String type) {
            if (type.equals("integer") && value.matches("-?[0-9]{1,18}")) {
                return JsonNodeFactory.instance.numberNode(Long.parseLong(value));
            }
            return JsonNodeFactory.instance.stringNode(value);
        }
    }
}
