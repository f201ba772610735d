package io.stackblaze.server.http;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.stackblaze.server.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Shell characters, options, control characters and nonsense in every text of the API end in a refusal that helps. */
class HostileInputTest {
    private static final JsonNode DOCUMENT = new Contract().document();
    private static final List<String> PAYLOADS = List.of("; touch canary", "$(touch canary)", "`touch canary`", "a\nb",
            "--upload-pack=touch canary", "-rf", "../../etc/passwd", "a\u0000b", "\u202Eabc", "' or 1=1 --", "A",
            "<script>alert(1)</script>", "x".repeat(70_000));
    /** Texts that are anybody's own business, so anything but NUL and what is too long may stand in them. */
    private static final Set<String> FREE = Set.of("message", "value", "command", "confirm");

    private static TestServer server;
    private static Path home;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        home = folder;
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    List<DynamicTest> everyTextOfEveryOperation() {
        var tests = new ArrayList<DynamicTest>();
        DOCUMENT.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters") && path.getKey().startsWith("/api/")) {
                var parameters = new ArrayList<JsonNode>();
                path.getValue().path("parameters").forEach(parameters::add);
                method.getValue().path("parameters").forEach(parameters::add);
                tests.add(DynamicTest.dynamicTest(method.getKey() + " " + path.getKey(), () -> attack(
                        method.getKey().toUpperCase(Locale.ROOT), path.getKey(), parameters, method.getValue())));
            }
        }));
        return tests;
    }

    @Test
    void nothingWasEverRun() throws Exception {
        try (var files = Files.walk(home)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("canary");
        }
        assertThat(Files.exists(Path.of("canary"))).isFalse();
    }

    private static void attack(String method, String path, List<JsonNode> parameters, JsonNode operation)
            throws Exception {
        JsonNode schema = resolved(
                operation.path("requestBody").path("content").path("application/json").path("schema"));
        ObjectNode body = schema.isMissingNode() ? null : (ObjectNode) sample(schema);
        for (String payload : PAYLOADS) {
            for (JsonNode reference : parameters) {
                JsonNode parameter = resolved(reference);
                if (!parameter.path("in").asString().equals("header")) {
                    refused(method, with(path, parameter, payload), body, parameter.path("name").asString(), payload);
                }
            }
            if (body != null) {
                attackBody(method, with(path, null, ""), body, body, schema, payload);
            }
        }
    }

    private static void attackBody(String method, String path, ObjectNode root, ObjectNode at, JsonNode schema,
            String payload) throws Exception {
        for (String field : List.copyOf(at.propertyNames())) {
            JsonNode value = at.get(field);
            if (value.isString()) {
                at.put(field, payload);
                refused(method, path, root, field, payload);
                at.set(field, value);
            } else if (value.isArray() && !value.isEmpty() && value.get(0) instanceof ObjectNode item) {
                attackBody(method, path, root, item, schema, payload);
            } else if (value instanceof ObjectNode object && field.equals("services")) {
                var old = object.deepCopy();
                object.removeAll();
                object.put(payload, 1);
                refused(method, path, root, field, payload);
                object.removeAll();
                object.setAll(old);
            }
        }
    }

    private static void refused(String method, String path, @Nullable ObjectNode body, String field, String payload)
            throws Exception {
        var answer = server.api().send(method, path, body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString()), "Content-Type", "application/json");
        String what = method + " " + field + " <- " + (payload.length() > 50 ? "long" : payload);
        assertThat(answer.text()).as(what).doesNotContain("at io.stackblaze", "Exception", "at java.");
        if (answer.status() < 400 && (FREE.contains(field) || payload.equals("A"))) {
            return;
        }
        assertThat(answer.status()).as(what + ": " + answer.text()).isBetween(400, 499);
        assertThat(answer.json().path("detail").asString()).as(what).isNotBlank();
        if (answer.status() == 422) {
            assertThat(answer.json().path("faults")).as(what + ": " + answer.text()).isNotEmpty();
        }
        assertThat(answer.json().path("remedy").asString("")).as(what + ": " + answer.text()).isNotBlank();
    }

    private static String with(String path, @Nullable JsonNode parameter, String payload) {
        String filled = path;
        String query = "";
        if (parameter != null) {
            String value = URLEncoder.encode(payload.length() > 5000 ? payload.substring(0, 5000) : payload,
                    StandardCharsets.UTF_8).replace("+", "%20");
            if (parameter.path("in").asString().equals("path")) {
                filled = filled.replace("{" + parameter.path("name").asString() + "}", value);
            } else {
                query = "?" + parameter.path("name").asString() + "=" + value;
            }
        }
        return filled.replace("{migration}", "nowhere").replace("{move}", "nowhere").replace("{project}", "nowhere")
                .replace("{environment}", "production").replace("{service}", "db")
                .replace("{token}", "999999").replace("{operation}", "op_000000000000000000000000") + query;
    }

    private static JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty()
                ? node
                : DOCUMENT.at(reference.replace("#/$defs/", "#/components/schemas/").substring(1));
    }

    /** A body with every text filled in, valid in itself. */
    private static JsonNode sample(JsonNode reference) {
        JsonNode schema = resolved(reference);
        var nodes = JsonNodeFactory.instance;
        return switch (schema.path("type").asString("string")) {
            case "object" -> {
                var object = nodes.objectNode();
                schema.path("properties").properties()
                        .forEach(entry -> object.set(entry.getKey(), sample(entry.getValue())));
                if (schema.path("properties").isEmpty()) {
                    object.put("web", 1);
                }
                yield object;
            }
            case "array" -> nodes.arrayNode().add(sample(schema.path("items")));
            case "boolean" -> nodes.booleanNode(false);
            case "integer" -> nodes.numberNode(1);
            default -> nodes.stringNode(text(schema));
        };
    }

    private static String text(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum").path(0).asString();
        }
        String pattern = schema.path("pattern").asString("");
        return pattern.contains("0-9a-f]{64}") ? "0".repeat(64) : pattern.contains("0-9a-f]{7,64}") ? "abcdef0" : "web";
    }
}
