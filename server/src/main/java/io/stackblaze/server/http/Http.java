package io.stackblaze.server.http;

import java.util.List;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.audit.Audit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP server: Javalin on virtual threads with our rules around every route. */
public final class Http implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Http.class);
    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
            + " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    /** With {@code no-referrer} browsers send the forms of our own pages with an origin of {@code null}. */
    private static final String REFERRERS = "same-origin";

    private final Javalin javalin;
    private final EventStream.Closing closing = new EventStream.Closing();
    private final JsonMapper json;
    private final ProblemPage problemPage;
    private List<Api.Route> registered = List.of();

    /** A part of the product that has routes. */
    public interface Feature {
        /** Registers them. */
        void register(Api api);
    }

    /** Shows a problem to a person in a browser. */
    public interface ProblemPage {
        /** The page, complete HTML. */
        String render(Problem.Body problem);
    }

    /** What the edge needs to know. */
    public record Edge(Callers callers, Contract contract, Idempotency idempotency, Audit audit, JsonMapper json,
            String bind, String domain) {}

    /** Builds the server with its routes; it does not listen yet. */
    public Http(Edge edge, List<Feature> features, ProblemPage problemPage) {
        this.json = edge.json();
        this.problemPage = problemPage;
        var guard = new Guard(edge.callers(), edge.bind(), edge.domain());
        this.javalin = Javalin.create(config -> {
            settle(config);
            var refusals = new EarlyRefusals(json);
            config.jetty.modifyServer(server -> server.setErrorHandler(refusals));
            config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(refusals));
            config.routes.before(context -> {
                protect(context);
                guard.checkOrigin(context);
            });
            config.routes.beforeMatched(guard::checkAccess);
            var api = new Api(config.routes, edge.contract(), edge.idempotency(), edge.audit(), edge.json(), closing);
            features.forEach(feature -> feature.register(api));
            registered = api.registered();
            config.routes.exception(Exception.class, this::failed);
            config.routes.exception(HttpResponseException.class, this::failed);
        });
    }

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws PortTakenException when somebody else listens there
     */
    public int listen(String bind, int port) throws PortTakenException {
        try {
            return javalin.start(bind, port).port();
        } catch (JavalinBindException e) {
            throw new PortTakenException(port, e);
        }
    }

    /** The routes there are. */
    public List<Api.Route> registered() {
        return registered;
    }

    /** Ends streams, then requests, then the listener. */
    @Override
    public void close() {
        closing.close();
        javalin.stop();
    }

    /** The port cannot be listened on. */
    public static final class PortTakenException extends Exception {
        private static final long serialVersionUID = 1;

        PortTakenException(int port, Throwable cause) {
            super("port " + port + " cannot be listened on", cause);
        }
    }

    private static void settle(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.router.caseInsensitiveRoutes = false;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(16 * 1024);
        });
    }

    private static void protect(Context context) {
        boolean api = context.path().startsWith("/api/");
        context.header("X-Content-Type-Options", "nosniff").header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", REFERRERS).header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin").header("Cache-Control", "no-store")
                .header("Content-Security-Policy", api ? API_POLICY : PAGE_POLICY);
    }

    private void failed(Exception failure, Context context) {
        var problem = switch (failure) {
            case Problem own -> own;
            case EngineException engine -> of(engine);
            case HttpResponseException refused -> of(refused);
            default -> {
                LOG.error("{} {} failed", context.method(), context.endpoint().path, failure);
                yield new Problem(Problem.Kind.FAILED, "The server failed to answer; its log says why.",
                        "Try again; if it stays, report it with the log in $STACKBLAZE_HOME/server.");
            }
        };
        var body = problem.body();
        context.status(body.status());
        String accept = context.header("Accept");
        if (!context.path().startsWith("/api/") && accept != null && accept.contains("text/html")) {
            context.html(problemPage.render(body));
        } else {
            context.result(json.writeValueAsString(body)).contentType("application/problem+json");
        }
    }

    private static Problem of(EngineException engine) {
        var kind = switch (engine.code()) {
            case UNREACHABLE -> Problem.Kind.UNREACHABLE;
            case NOT_FOUND -> Problem.Kind.NOT_FOUND;
            case INVALID -> Problem.Kind.INVALID;
            case EXHAUSTED -> Problem.Kind.EXHAUSTED;
            case FAILED -> Problem.Kind.FAILED;
        };
        return new Problem(kind, String.valueOf(engine.getMessage()), "");
    }

    private static Problem of(HttpResponseException refused) {
        return switch (refused.getStatus()) {
            case 404 -> new Problem(Problem.Kind.NOT_FOUND, "There is nothing under this path.",
                    "See /api/v1/openapi.yaml for what there is.");
            case 405 -> new Problem(Problem.Kind.METHOD_NOT_ALLOWED, "This path does not take that method.",
                    "See /api/v1/openapi.yaml for what it takes.");
            case 413 -> new Problem(Problem.Kind.TOO_LARGE, "The request is too large.", "Send less at once.");
            default -> new Problem(Problem.Kind.INVALID, "The request cannot be read.", "See /api/v1/openapi.yaml.");
        };
    }
}
