package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stackblaze.cli.api.Json;
import tools.jackson.databind.JsonNode;

/** A server that keeps variables and deployments, and does nothing with them. */
final class KeepingServer implements AutoCloseable {
    final Map<String, JsonNode> variables = new TreeMap<>();
    final List<JsonNode> deployments = new ArrayList<>();
    int sources;
    /** Whether values are kept wrongly. */
    boolean forgetful;
    private final HttpServer server;

    KeepingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var text = answer(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replace("/api/v1/", ""), body);
            byte[] bytes = (text == null ? "{\"detail\": \"There is nothing.\"}" : text)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type",
                    text != null && text.startsWith("event:") ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(text == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private @org.jspecify.annotations.Nullable String answer(String request, byte[] body) {
        return switch (request) {
            case "GET projects" -> deployments.isEmpty()
                    ? "{\"items\": []}"
                    : "{\"items\": [{\"name\": \"shop\", \"environments\": [\"production\"]}]}";
            case "GET projects/shop/environments/production" -> "{\"release\": " + deployments.size() + "}";
            case "POST projects/shop/environments/production/plan" -> deployments.isEmpty()
                    ? "{\"changes\": [{\"service\": \"web\", \"kind\": \"create\"}], \"warnings\": []}"
                    : "{\"changes\": [], \"warnings\": []}";
            case "PATCH projects/shop/environments/production/variables" -> set(json(body));
            case "POST projects/shop/environments/production/variables/digests" -> variables.isEmpty()
                    ? null
                    : digests(Json.text(json(body), "key"));
            case "POST sources" -> "{\"source\": \"" + "a".repeat(64) + "\", \"bytes\": " + ++sources + "}";
            case "POST projects/shop/environments/production/deployments" -> {
                deployments.add(json(body));
                yield OPERATION;
            }
            case "GET operations/op_1/events" ->
                "event: operation\ndata: " + OPERATION + "\n\nevent: end\ndata: {}\n\n";
            case "GET operations/op_1" -> OPERATION;
            default -> null;
        };
    }

    private static final String OPERATION = "{\"id\": \"op_1\", \"kind\": \"deployment\", \"project\": \"shop\","
            + " \"environment\": \"production\", \"state\": \"succeeded\", \"steps\": [], \"result\": {\"release\": 1}}";

    private static JsonNode json(byte[] body) {
        return Json.read(new String(body, StandardCharsets.UTF_8));
    }

    private String set(JsonNode change) {
        change.path("set").values().forEach(each -> variables.put(Json.text(each, "name"), each));
        return "{}";
    }

    private String digests(String key) {
        var answer = Json.object();
        var items = answer.putArray("items");
        variables.forEach((name, each) -> items.addObject().put("name", name)
                .put("secret", each.path("secret").asBoolean(false))
                .put("digest", digest(key, forgetful ? "" : Json.text(each, "value"))));
        return answer.toString();
    }

    private static String digest(String key, String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
