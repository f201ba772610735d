package io.stackblaze.engine.local.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.local.state.Json;
import org.jspecify.annotations.Nullable;

/** The other end of the control port. Finds the node again when another one has taken its place. Any thread. */
public final class Connection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** Where a node is now. */
    public record Address(int port, String token) {
        @Override
        public String toString() {
            return "127.0.0.1:" + port;
        }
    }

    /** Finds out where the node is now. */
    @FunctionalInterface
    public interface Finder {
        /** Empty when no node has said so. */
        Optional<Address> find() throws IOException;
    }

    private final Finder finder;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private volatile @Nullable Address address;

    /** Connects when something is called, not before. */
    public Connection(Finder finder) {
        this.finder = finder;
    }

    /** Calls, and reads the answer as that type. */
    public <T> T call(String method, String path, @Nullable Object body, Class<T> type, Duration atMost) {
        try (var in = open(method, path, body, atMost)) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Calls, and returns the answer's body as it comes. */
    public InputStream open(String method, String path, @Nullable Object body, @Nullable Duration atMost) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return once(method, path, body, atMost);
            } catch (ConnectException | StaleException e) {
                // nothing was done yet: the node is away, or another one has its port
                address = null;
                if (System.nanoTime() > until) {
                    throw unreachable(e);
                }
                pause();
            } catch (IOException e) {
                throw unreachable(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable(e);
            }
        }
    }

    private InputStream once(String method, String path, @Nullable Object body, @Nullable Duration atMost)
            throws IOException, InterruptedException {
        var to = address();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + "/" + path))
                .header("Authorization", "Bearer " + to.token())
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        if (atMost != null) {
            request.timeout(atMost);
        }
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (var refused = response.body()) {
            var text = new String(refused.readAllBytes(), StandardCharsets.UTF_8);
            if (response.statusCode() == 401) {
                throw new StaleException();
            }
            var refusal = Json.parse(text, Wire.Refusal.class);
            throw new EngineException(refusal.code(), refusal.message());
        }
    }

    private Address address() throws IOException {
        var known = address;
        if (known == null) {
            known = finder.find().orElseThrow(() -> new ConnectException("no node has started yet"));
            address = known;
        }
        return known;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static EngineException unreachable(Exception cause) {
        return new EngineException(EngineException.Code.UNREACHABLE,
                "The node does not answer (%s). Apps go on without it; start it again with: stackblaze node"
                        .formatted(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static final class StaleException extends IOException {
        private static final long serialVersionUID = 1;

        StaleException() {
            super("another node has taken its place");
        }
    }
}
