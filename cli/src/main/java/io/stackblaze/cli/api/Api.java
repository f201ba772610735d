package io.stackblaze.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import io.stackblaze.cli.command.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server, asked over HTTP. Blocking; every wait has a bound. {@link HttpURLConnection} rather than the newer
 * client:
 * that one takes a quarter of a second to start, which is longer than most commands run.
 */
public final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofSeconds(45);
    static {
        // Otherwise a POST whose connection breaks would be sent twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }
    private final URI base;
    private final @Nullable String token;

    /**
     * A server.
     *
     * @param base its address, without {@code /api/v1}
     * @param token what it is asked with; null for none
     */
    public Api(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    /** The server's address. */
    public URI base() {
        return base;
    }

    /** Reads. */
    public JsonNode get(String path) throws Failure {
        return ask("GET", path, null);
    }

    /** Does something; the body may be null. */
    public JsonNode post(String path, @Nullable JsonNode body) throws Failure {
        return ask("POST", path, body);
    }

    /** Removes something. */
    public JsonNode delete(String path, JsonNode body) throws Failure {
        return ask("DELETE", path, body);
    }

    /** Changes something. */
    public JsonNode patch(String path, JsonNode body) throws Failure, InterruptedException {
        var request = HttpRequest.newBuilder(resolve(path)).timeout(ANSWER).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body.toString()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        // The one verb that HttpURLConnection does not know.
        try (var client = HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1)
                .build()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                throw Problem.of(answer.statusCode(), answer.body(), base);
            }
            return parse(answer.body());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Sends a stream of unknown length, as {@code application/gzip}. */
    public JsonNode upload(String path, Content content) throws Failure, IOException {
        var connection = open("POST", path);
        connection.setChunkedStreamingMode(64 * 1024);
        connection.setRequestProperty("Content-Type", "application/gzip");
        connection.setDoOutput(true);
        OutputStream body;
        try {
            body = connection.getOutputStream();
        } catch (IOException e) {
            throw unreachable(e);
        }
        try (body) {
            content.writeTo(body);
        } catch (IOException e) {
            // A server that refuses answers before it has read everything; its answer says more than the broken pipe.
            if (status(connection) < 400) {
                throw e;
            }
        }
        return answer(connection);
    }

    /** What is sent by {@link #upload}. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; does not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Opens a stream of events.
     *
     * @param after id of the last event already seen; null for none
     */
    public EventStream events(String path, @Nullable String after) throws Failure {
        return stream("GET", path, null, after);
    }

    /** Does something whose output comes as a stream of events. */
    public EventStream postForEvents(String path, JsonNode body) throws Failure {
        return stream("POST", path, body, null);
    }

    private EventStream stream(String method, String path, @Nullable JsonNode body, @Nullable String after)
            throws Failure {
        var connection = open(method, path);
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setReadTimeout((int) SILENCE.toMillis());
        if (after != null) {
            connection.setRequestProperty("Last-Event-ID", after);
        }
        send(connection, body);
        if (status(connection) >= 400) {
            throw Problem.of(status(connection), text(connection.getErrorStream()), base);
        }
        try {
            return new EventStream(connection.getInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private JsonNode ask(String method, String path, @Nullable JsonNode body) throws Failure {
        var connection = open(method, path);
        send(connection, body);
        return answer(connection);
    }

    private void send(HttpURLConnection connection, @Nullable JsonNode body) throws Failure {
        if (!connection.getRequestMethod().equals("GET")) {
            connection.setRequestProperty("Idempotency-Key", UUID.randomUUID().toString());
        }
        byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        try {
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setFixedLengthStreamingMode(bytes.length);
                connection.setDoOutput(true);
                try (var out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private JsonNode answer(HttpURLConnection connection) throws Failure {
        int status = status(connection);
        if (status >= 400) {
            throw Problem.of(status, text(connection.getErrorStream()), base);
        }
        try (var in = connection.getInputStream()) {
            return parse(text(in));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection open(String method, String path) throws Failure {
        try {
            var connection = (HttpURLConnection) resolve(path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) ANSWER.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json");
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            return connection;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private URI resolve(String path) {
        return base.resolve(path);
    }

    private int status(HttpURLConnection connection) throws Failure {
        try {
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new IOException("the answer is no HTTP");
            }
            return status;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private Failure unreachable(IOException e) {
        String why = switch (e) {
            case ConnectException c -> "nothing listens there";
            case UnknownHostException u -> "its name is not known here";
            case SocketTimeoutException t -> "no answer came in time";
            default -> String.valueOf(e.getMessage());
        };
        return Failure.unreachable("StackBlaze does not answer at " + base + ": " + why + ".",
                "Start it: stackblaze platform start",
                "It runs elsewhere? Set STACKBLAZE_URL and STACKBLAZE_TOKEN, or STACKBLAZE_HOME.");
    }

    private JsonNode parse(String text) throws Failure {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            throw Failure.of("What answers at " + base + " is not StackBlaze: its answer is no JSON.",
                    "Another port: STACKBLAZE_API_PORT, or STACKBLAZE_URL.");
        }
    }

    private static String text(@Nullable InputStream in) {
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
