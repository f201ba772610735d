package io.stackblaze.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;

/**
 * Runs a few commands against a server of straw, so that the JVM can note which classes they load and keep those ready
 * for real runs. Started once, by the launcher, when StackBlaze was built.
 */
final class Rehearsal {
    private static final String STATUS = """
            {"project": "p", "environment": "e", "state": "live", "urls": {}, "missing": [], "services": [
              {"name": "web", "type": "web", "state": "live", "wanted": 1, "ready": 1, "detail": "", "instances": [
                {"name": "web.1", "release": 1, "state": "ready", "started_at": "2026-01-01T00:00:00Z", "restarts": 0,
                 "reason": "", "cpu_percent": 1.5, "memory_bytes": 50000000}]}]}
            """;

    private Rehearsal() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = STATUS.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            var screen = new Screen(nowhere(), nowhere(), new ByteArrayInputStream(new byte[0]), true, true, false, 80,
                    true);
            var line = new CommandLine(new Context(screen,
                    Map.of("STACKBLAZE_URL", "http://localhost:" + server.getAddress().getPort(), "STACKBLAZE_TOKEN",
                            "t"),
                    Path.of("").toAbsolutePath(), Path.of("stackblaze"), "", Clock.systemUTC()));
            line.run("status", "-p", "p", "-e", "e");
            line.run("status", "-p", "p", "--json");
            line.run("statsu");
            line.run("--help");
        } finally {
            server.stop(0);
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
