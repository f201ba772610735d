package io.stackblaze.cli.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stackblaze.cli.transcript.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Where a server is on hand, it does what is typed; this process does what the server knows nothing of. */
class ServerMovesTest {
    private static final String OLD = "postgres://app:not-to-be-seen@127.0.0.1:1/shop";
    private static final String OPERATION = """
            {"id": "op_1", "kind": "move-copy", "project": "moves/shop", "state": "succeeded", "steps": []}""";

    @TempDir
    Path folder;
    private HttpServer server;
    private Session session;
    private final List<String> asked = new ArrayList<>();
    private String moves = "";

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/", this::answer);
        server.start();
        session = new Session(folder, Map.of("OLD", OLD, "STACKBLAZE_URL",
                "http://127.0.0.1:" + server.getAddress().getPort(), "STACKBLAZE_TOKEN", "token"));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static String move(String state) {
        return """
                {"id": "mov_1", "name": "db", "kind": "postgres", "source": "127.0.0.1:1/shop", "state": "%s",
                 "target": "shop/production/db", "operation": "op_1", "compared": {"rows": 7},
                 "follow": {"lag_millis": 420, "last_changes": 3, "fault": ""},
                 "cut": {"pause_millis": 31, "compared": 2}}""".formatted(state);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath().substring(8);
            if (request.startsWith("POST")) {
                asked.add(request.substring(5) + " " + body);
            }
            if (request.equals("POST moves")) {
                moves = move("following");
            }
            var text = switch (request) {
                case "GET moves" -> "{\"items\": [" + moves + "]}";
                case "GET operations/op_1/events" -> "event: operation\ndata: " + OPERATION
                        + "\n\nevent: end\ndata: {}\n\n";
                case "POST moves", "GET moves/mov_1" -> moves;
                case "GET moves/mov_1/report" -> "{\"markdown\": \"# Comparison\", \"json\": \"{}\"}";
                default -> OPERATION;
            };
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type",
                    text.startsWith("event:") ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private List<String> type(String verb) {
        return session.type("stackblaze db " + verb.replaceFirst(" -", " env:OLD shop/production/db -")
                + (verb.contains(" -") ? "" : " env:OLD shop/production/db"));
    }

    @Test
    void theServerBeginsWithTheAddressesThatWereTyped() {
        var lines = type("follow --jobs 3 --name db");

        assertThat(asked).containsExactly("moves {\"kind\":\"postgres\",\"source\":\"" + OLD
                + "\",\"target\":\"shop/production/db\",\"once\":false,\"name\":\"db\",\"jobs\":3}");
        assertThat(lines).anyMatch(line -> line.startsWith("The server keeps db in step.")
                && line.endsWith("stackblaze db cutover env:OLD shop/production/db"))
                .noneMatch(line -> line.contains("not-to-be-seen"));
    }

    @Test
    void theServerDoesTheStepsOfAMoveThatItKnows() throws IOException {
        moves = move("following");

        assertThat(type("status")).contains("following; 420 ms behind, 3 changes in the last round");
        assertThat(type("verify --report both.md")).contains("Equal: 7 rows compared.");
        assertThat(Files.readString(folder.resolve("both.md"))).isEqualTo("# Comparison");
        assertThat(type("cutover --longest-pause 5"))
                .contains("shop/production/db is live. Writes stood still for 31 ms; 2 rows compared within, no"
                        + " difference.");
        type("abort");
        assertThat(asked).containsExactly("moves/mov_1/verify {}",
                "moves/mov_1/cutover {\"longest_pause_seconds\":5}", "moves/mov_1/abort {\"confirm\":\"db\"}");
    }

    @Test
    void whatIsFollowedAlreadyIsNotBegunAgain() {
        moves = move("following");

        assertThat(type("follow")).contains("The server follows this move already: db.");
        assertThat(asked).isEmpty();
    }

    @Test
    void thisProcessDoesWhatTheServerDoesNotKnowAndWhatItIsToldTo() {
        assertThat(session.type("stackblaze db status env:OLD postgres://app@127.0.0.1:1/other")).last()
                .isEqualTo("[3]");
        moves = move("following");
        assertThat(type("cutover --here")).isNotEmpty();
        assertThat(asked).containsExactly("projects/shop/environments/production/datastores/db/connection {}");
    }
}
