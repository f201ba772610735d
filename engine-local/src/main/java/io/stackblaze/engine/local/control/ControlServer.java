package io.stackblaze.engine.local.control;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.engine.local.environment.Environments;
import io.stackblaze.engine.local.figures.DatastoreFigures;
import io.stackblaze.engine.local.figures.Figures;
import io.stackblaze.engine.local.state.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's control port: JSON over HTTP on loopback, with a bearer token. Streams are lines of JSON, with a sign of
 * life now
 * and then so that a reader who has gone is noticed.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int LARGEST_BODY = 32 << 20;
    private static final Duration ALIVE = Duration.ofSeconds(5);
    private static final Duration ALIVE_RUN = Duration.ofMillis(500);
    private static final Duration GAP = Duration.ofMillis(200);

    /**
     * What the port gives access to.
     *
     * @param metrics text in Prometheus' format
     * @param figures what services used and served
     * @param datastoreFigures how datastores were
     * @param shutdown ends the node; told whether everything it runs ends too
     */
    public record Access(Environments environments, List<String> missing, Wire.Identity identity,
            Supplier<String> metrics, Figures figures, DatastoreFigures datastoreFigures,
            Consumer<Boolean> shutdown) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final Access access;
    private final byte[] authorization;

    private ControlServer(HttpServer server, ExecutorService threads, Access access, String token) {
        this.server = server;
        this.threads = threads;
        this.access = access;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    /** Listens on a free port of the loopback address. */
    public static ControlServer start(Access access, String token) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var control = new ControlServer(server, threads, access, token);
        server.setExecutor(threads);
        server.createContext("/", control::handle);
        server.start();
        return control;
    }

    /** The port. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization)) {
                answer(exchange, 401, new Wire.Refusal(EngineException.Code.INVALID, "the token is missing or wrong"));
                return;
            }
            try {
                route(exchange);
            } catch (EngineException e) {
                answer(exchange, 422, new Wire.Refusal(e.code(), String.valueOf(e.getMessage())));
            } catch (IllegalArgumentException e) {
                answer(exchange, 400, new Wire.Refusal(EngineException.Code.INVALID, String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
                answer(exchange, 500, new Wire.Refusal(EngineException.Code.FAILED, String.valueOf(e.getMessage())));
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException, InterruptedException {
        var parts = List.of(exchange.getRequestURI().getPath().substring(1).split("/"));
        var call = exchange.getRequestMethod() + " " + parts.getFirst();
        switch (call) {
            case "GET node" -> answer(exchange, 200, access.identity());
            case "GET missing" -> answer(exchange, 200, new Wire.Sentences(access.missing()));
            case "GET metrics" -> text(exchange, access.metrics().get());
            case "POST shutdown" -> {
                var how = body(exchange, Wire.Shutdown.class);
                answer(exchange, 200, how);
                exchange.close(); // the answer must be on its way before the node ends
                access.shutdown().accept(how.stopInstances());
            }
            case "POST run" -> run(exchange, body(exchange, OneOff.class));
            case "GET environments" -> {
                if (parts.size() == 1) {
                    answer(exchange, 200, new Wire.Environments(access.environments().known()));
                } else {
                    environment(exchange, parts);
                }
            }
            default -> environment(exchange, parts);
        }
    }

    private void environment(HttpExchange exchange, List<String> parts) throws IOException, InterruptedException {
        if (parts.size() < 3 || !parts.getFirst().equals("environments")) {
            answer(exchange, 404, new Wire.Refusal(EngineException.Code.NOT_FOUND, "there is nothing here"));
            return;
        }
        var id = new EnvironmentId(parts.get(1), parts.get(2));
        var environments = access.environments();
        switch (exchange.getRequestMethod() + " " + String.join("/", parts.subList(3, Math.min(4, parts.size())))) {
            case "GET " -> answer(exchange, 200, environments.status(id));
            case "PUT " -> {
                environments.apply(body(exchange, EnvironmentSpec.class));
                answer(exchange, 200, environments.status(id));
            }
            case "DELETE " -> {
                environments.remove(id);
                answer(exchange, 200, environments.status(id));
            }
            case "GET figures" -> answer(exchange, 200, new Wire.Figures(access.figures().of(id)));
            case "GET watch" -> watch(exchange, id);
            case "POST logs" -> logs(exchange, id, body(exchange, LogQuery.class));
            case "POST restart" -> {
                environments.restart(id, parts.getLast());
                answer(exchange, 200, environments.status(id));
            }
            case "POST divert" -> {
                environments.divert(id, parts.getLast(), body(exchange, Diversion.class));
                answer(exchange, 200, environments.traffic(id, parts.getLast()));
            }
            case "GET traffic" -> answer(exchange, 200, environments.traffic(id, parts.getLast()));
            case "GET reach" -> answer(exchange, 200, environments.reach(id, parts.getLast()));
            case "GET datastore" -> answer(exchange, 200,
                    new Wire.DatastorePoints(access.datastoreFigures().of(id + "/" + parts.getLast())));
            case "GET backups" -> answer(exchange, 200, environments.backups(id, parts.getLast()));
            case "POST backups" -> backups(exchange, id, parts);
            case "DELETE datastore" -> {
                environments.destroyDatastore(id, parts.getLast());
                answer(exchange, 200, environments.status(id));
            }
            default -> answer(exchange, 404, new Wire.Refusal(EngineException.Code.NOT_FOUND, "there is nothing here"));
        }
    }

    private void backups(HttpExchange exchange, EnvironmentId id, List<String> parts)
            throws IOException, InterruptedException {
        var environments = access.environments();
        var service = parts.get(parts.size() - 2);
        switch (parts.getLast()) {
            case "take" -> environments.backUp(id, service);
            case "prove" -> environments.prove(id, service);
            case "mark" -> environments.mark(id, service, body(exchange, Wire.Label.class).label());
            case "restore" -> environments.restore(body(exchange, RestoreOrder.class));
            case "outlook" -> {
                answer(exchange, 200, environments.outlook(id, service, body(exchange, RestoreTarget.class)));
                return;
            }
            default -> throw new EngineException(EngineException.Code.NOT_FOUND, "there is nothing here");
        }
        answer(exchange, 200, environments.backups(id, service));
    }

    private void watch(HttpExchange exchange, EnvironmentId id) throws IOException, InterruptedException {
        try (var out = stream(exchange)) {
            while (true) {
                var changes = access.environments().changes(id);
                long seen = changes.count();
                line(out, access.environments().status(id));
                Thread.sleep(GAP);
                changes.awaitMoreThan(seen, changes.count() == 0 ? Duration.ofSeconds(1) : ALIVE);
            }
        }
    }

    private void logs(HttpExchange exchange, EnvironmentId id, LogQuery query)
            throws IOException, InterruptedException {
        try (var feed = access.environments().feed(id, query); var out = stream(exchange)) {
            var line = feed.next(0);
            while (line != null || query.follow()) {
                line(out, new Wire.Piece(line, null, null));
                line = feed.next(query.follow() ? ALIVE.toMillis() : 0);
            }
        }
    }

    private void run(HttpExchange exchange, OneOff oneOff) throws IOException, InterruptedException {
        try (var out = stream(exchange)) {
            var caller = new Caller(out);
            try {
                int code = access.environments().run(oneOff, caller, caller);
                line(out, new Wire.Piece(null, code, null));
            } catch (EngineException e) {
                line(out, new Wire.Piece(null, null, new Wire.Refusal(e.code(), String.valueOf(e.getMessage()))));
            }
        }
    }

    /** Somebody who waits for a command, and may go. Lines and signs of life come from different threads. */
    private static final class Caller implements Consumer<LogLine>, BooleanSupplier {
        private final OutputStream out;
        private final ReentrantLock lock = new ReentrantLock();
        private long last = System.nanoTime();
        private volatile boolean gone;

        Caller(OutputStream out) {
            this.out = out;
        }

        @Override
        public void accept(LogLine line) {
            lock.lock();
            try {
                write(new Wire.Piece(line, null, null));
            } finally {
                lock.unlock();
            }
        }

        /** Gives a sign of life, unless a line is on its way already. */
        @Override
        public boolean getAsBoolean() {
            if (lock.tryLock()) {
                try {
                    if (System.nanoTime() - last > ALIVE_RUN.toNanos()) {
                        write(Wire.Piece.ALIVE);
                    }
                } finally {
                    lock.unlock();
                }
            }
            return gone;
        }

        private void write(Wire.Piece piece) {
            try {
                if (!gone) {
                    line(out, piece);
                }
            } catch (IOException e) {
                gone = true;
            }
            last = System.nanoTime();
        }
    }

    private static <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
        var bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new IllegalArgumentException("the request is larger than " + (LARGEST_BODY >> 20) + " MiB");
        }
        return Json.parse(new String(bytes, StandardCharsets.UTF_8), type);
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        send(exchange, status, "application/json", Json.bytes(value));
    }

    private static void text(HttpExchange exchange, String text) throws IOException {
        send(exchange, 200, "text/plain; version=0.0.4", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void line(OutputStream out, Object value) throws IOException {
        out.write((Json.text(value) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
