package io.stackblaze.heroku.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Gives the answers it was told, one after the other. */
final class FakeHeroku implements AutoCloseable {
    record Answer(int status, String body, Map<String, String> headers) {}

    final Deque<Answer> answers = new ArrayDeque<>();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    FakeHeroku() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    FakeHeroku then(int status, String body, String... headers) {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        answers.add(new Answer(status, body, map));
        return this;
    }

    Hosts hosts() {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Hosts(uri, uri, uri);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Accept") + " "
                + exchange.getRequestHeaders().getFirst("Range"));
        Answer next;
        synchronized (answers) {
            next = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        }
        try (exchange) {
            if (next.status() == 0) {
                // A connection that breaks in the middle of an answer.
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                return;
            }
            next.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(next.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
