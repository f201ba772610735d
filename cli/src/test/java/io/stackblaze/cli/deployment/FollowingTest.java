package io.stackblaze.cli.deployment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stackblaze.cli.CommandLine;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FollowingTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<String> lastEventIds = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean restarted = new AtomicBoolean();
    private boolean terminal;
    private HttpServer server;

    FollowingTest() throws IOException {
        server = start(0);
    }

    @BeforeEach
    void answer() {
        route();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aConnectionThatBreaksIsTakenUpAfterTheLastEventSeen() {
        assertThat(follow()).isZero();

        assertThat(lastEventIds).containsExactly("none", "7");
        assertThat(said()).containsOnlyOnce("build web").contains("deployment succeeded.");
    }

    @Test
    void aServerThatIsRestartedIsWaitedFor() throws IOException {
        int port = server.getAddress().getPort();
        server.removeContext("/api/v1/operations/op_1/events");
        server.createContext("/api/v1/operations/op_1/events", exchange -> {
            exchange.close();
            if (!restarted.getAndSet(true)) {
                Thread.ofVirtual().start(() -> restart(port));
            }
        });

        assertThat(follow()).isZero();

        assertThat(said()).contains("deployment succeeded.");
    }

    @Test
    void onATerminalARunningStepIsDrawnInPlaceAndReplacedByItsEnd() {
        terminal = true;

        follow();

        assertThat(said()).contains("… build web", "\u001b[1F\u001b[J", "✓").endsWith("deployment succeeded.\n");
    }

    private void restart(int port) {
        server.stop(0);
        try {
            server = start(port);
            route();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void route() {
        server.createContext("/api/v1/operations/op_1/events", this::events);
        server.createContext("/api/v1/operations/op_1",
                exchange -> send(exchange, operation(connections.get() > 1 ? "done" : "running")));
    }

    /** The first connection ends in the middle of an event. */
    private void events(HttpExchange exchange) throws IOException {
        var id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastEventIds.add(id == null ? "none" : id);
        if (connections.incrementAndGet() == 1) {
            send(exchange, "id: 7\nevent: operation\ndata: " + operation("running") + "\n\nid: 8\nevent: oper");
        } else {
            send(exchange, "id: 8\nevent: operation\ndata: " + operation("done") + "\n\nevent: end\ndata: {}\n\n");
        }
    }

    private static String operation(String step) {
        return "{\"id\": \"op_1\", \"kind\": \"deployment\", \"state\": \""
                + (step.equals("done") ? "succeeded" : "running")
                + "\", \"steps\": [" + "{\"name\": \"build web\", \"detail\": \"\", \"state\": \"" + step + "\"}"
                + "]}";
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static HttpServer start(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private int follow() {
        var out = new PrintStream(output, true, StandardCharsets.UTF_8);
        var screen = new Screen(out, out, new ByteArrayInputStream(new byte[0]), terminal, terminal, false, 80, false);
        var variables = Map.of("STACKBLAZE_URL", "http://localhost:" + server.getAddress().getPort(),
                "STACKBLAZE_TOKEN",
                "t");
        return new CommandLine(new Context(screen, variables, Path.of("/"), Path.of("/no/launcher"), "",
                Clock.systemUTC())).run("operations", "follow", "op_1");
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
