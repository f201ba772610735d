package io.stackblaze.cli.migration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stackblaze.cli.api.Json;
import tools.jackson.databind.JsonNode;

/** A server whose one migration goes a step further each time it is told to, and does nothing else. */
final class MovingServer implements AutoCloseable {
    final List<String> asked = new ArrayList<>();
    /** What changed at Heroku. */
    final List<String> differences = new ArrayList<>();
    JsonNode begun = Json.object();
    /** What was sent last. */
    JsonNode body = Json.object();
    /** The step before which a gate is red; none when empty. */
    String redBefore = "";
    private int done;
    private final HttpServer server;

    MovingServer() throws IOException {
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
            var sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            var text = answer(exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replace("/api/v1/", ""), sent);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type",
                    text.startsWith("event:") ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String answer(String request, String sent) {
        if (request.startsWith("POST")) {
            asked.add(request.substring(5));
            body = request.endsWith("/next") && !sent.isEmpty() ? Json.read(sent) : body;
        }
        return switch (request) {
            case "POST sources" -> "{\"source\": \"" + "a".repeat(64) + "\", \"bytes\": 12}";
            case "POST migrations" -> {
                begun = Json.read(sent);
                yield view();
            }
            case "POST migrations/mig_1/next", "POST migrations/mig_1/cutover" -> {
                done++;
                yield OPERATION;
            }
            case "GET operations/op_1/events" ->
                "event: operation\ndata: " + OPERATION + "\n\nevent: end\ndata: {}\n\n";
            case "GET operations/op_1" -> OPERATION;
            default -> view();
        };
    }

    private static final String OPERATION = "{\"id\": \"op_1\", \"kind\": \"migrate\", \"project\": \"shop\","
            + " \"environment\": \"production\", \"state\": \"succeeded\", \"steps\": []}";

    private String view() {
        var step = Migration.STEPS.get(done);
        var view = Json.object().put("id", "mig_1").put("app", "shop").put("project", "shop")
                .put("environment", "production").put("state", "waiting").put("step", step);
        view.putArray("next").add("Does " + step + ".");
        view.putArray("gates").addObject().put("name", "ready").put("green", !step.equals(redBefore))
                .put("says", "It is said so.").put("remedy", "Wait a little.");
        differences.forEach(view.putArray("differences")::add);
        return view.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
