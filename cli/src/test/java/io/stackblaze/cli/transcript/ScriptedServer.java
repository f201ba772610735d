package io.stackblaze.cli.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server of fixed answers. The answer to {@code GET /api/v1/projects/shop/environments/production} is the file
 * {@code GET projects shop environments production.STATUS.json}, {@code .sse} for a stream of events; what is asked and
 * has no file is answered 404. It keeps what it was asked.
 */
final class ScriptedServer implements AutoCloseable {
    private final Path answers;
    private final HttpServer server;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    ScriptedServer(Path answers) throws IOException {
        this.answers = answers;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** What was asked since the last time, a line each. */
    List<String> takeRequests() {
        synchronized (requests) {
            var taken = List.copyOf(requests);
            requests.clear();
            return taken;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            note(exchange, body);
            var answer = find(exchange);
            exchange.getResponseHeaders().add("Content-Type",
                    answer.getKey().endsWith(".sse") ? "text/event-stream" : "application/json");
            byte[] text = answer.getValue().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status(answer.getKey()), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private void note(HttpExchange exchange, byte[] body) {
        boolean binary = "application/gzip".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        var sent = binary
                ? "(an archive)"
                : new String(body, StandardCharsets.UTF_8)
                        .replaceFirst("\"blueprint\":\"(\\\\.|[^\"\\\\])*\"", "\"blueprint\":\"...\"");
        requests.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent).strip());
    }

    private Map.Entry<String, String> find(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath().replaceFirst("^/api/v1/", "").replace('/', ' ');
        var name = exchange.getRequestMethod() + " " + path + ".";
        try (var files = Files.list(answers)) {
            var file = files.filter(each -> each.getFileName().toString().startsWith(name)).findFirst();
            return file.isPresent()
                    ? Map.entry(file.get().getFileName().toString(), Files.readString(file.get()))
                    : Map.entry(name + "404.json", "{\"detail\": \"There is nothing at " + path + ".\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(String fileName) {
        var parts = fileName.split("\\.");
        return Integer.parseInt(parts[parts.length - 2]);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
