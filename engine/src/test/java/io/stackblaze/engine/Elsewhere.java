package io.stackblaze.engine;

import java.io.IOException;
import java.net.URI;

/** A server that knows nothing of the engine. */
final class Elsewhere implements AutoCloseable {
    private final com.sun.net.httpserver.HttpServer server;

    Elsewhere() throws IOException {
        server = com.sun.net.httpserver.HttpServer
                .create(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                var body = "%s of %s for %s".formatted(exchange.getRequestURI(), headers.getFirst("Host"),
                        headers.getFirst("X-Forwarded-Host")).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
