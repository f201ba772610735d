package io.stackblaze.heroku.emulator.api;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** One request after the other: faults, rights, versions, pages, and the record of it all. */
final class Exchanges implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(Exchanges.class.getName());
    private static final JsonMapper JSON = JsonMapper.builder().disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final int LONGEST = 4 << 20;

    private final Account account;
    private final Map<String, Scope> tokens;
    private final Routes routes;
    private final Faults faults;
    private final List<Call> calls;

    Exchanges(Account account, Map<String, Scope> tokens, Routes routes, Faults faults, List<Call> calls) {
        this.account = account;
        this.tokens = Map.copyOf(tokens);
        this.routes = routes;
        this.faults = faults;
        this.calls = calls;
    }

    /** What goes out. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never kept
    private record Outcome(int status, byte[] body, Map<String, String> headers) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var id = UUID.randomUUID().toString();
        var name = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        try (exchange) {
            var sent = exchange.getRequestBody().readNBytes(LONGEST);
            Thread.sleep(faults.latency());
            faults.due(name).forEach(Runnable::run);
            var fault = faults.take(name);
            if (fault.isPresent() && fault.get() instanceof Fault.Cut) {
                record(exchange, id, 0);
                return;
            }
            var outcome = fault.map(Exchanges::failed).or(this::limited).orElseGet(() -> answer(exchange, sent));
            var isShort = fault.isPresent() && fault.get() instanceof Fault.CutShort;
            record(exchange, id, isShort ? 0 : outcome.status());
            write(exchange, outcome, id, isShort);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | IOException e) {
            LOG.log(Level.WARNING, name, e);
            throw e;
        }
    }

    private void record(HttpExchange exchange, String id, int status) {
        var query = exchange.getRequestURI().getRawQuery();
        calls.add(new Call(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), query == null ? "" : query,
                status, id, Instant.now()));
    }

    private static @Nullable Outcome failed(Fault fault) {
        return switch (fault) {
            case Fault.TooManyRequests _ -> refused(new Refusal(429, "rate_limit",
                    "Your account reached the API rate limit\nPlease wait a few minutes before making new requests"));
            case Fault.ServerError error -> error.status() == 503
                    ? refused(new Refusal(503, "service_unavailable", "The API is down for maintenance."))
                    : new Outcome(error.status(), "<html>Internal server error</html>"
                            .getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "text/html"));
            case Fault.Forbidden _ -> refused(new Refusal(403, "forbidden", "You do not have access to that."));
            case Fault.Cut _,Fault.CutShort _ -> null;
        };
    }

    private Optional<Outcome> limited() {
        return faults.spend() ? Optional.empty() : Optional.ofNullable(failed(new Fault.TooManyRequests()));
    }

    private Outcome answer(HttpExchange exchange, byte[] sent) {
        try {
            var path = exchange.getRequestURI().getPath();
            if (!path.startsWith("/emulator/")) {
                admit(exchange, path);
            }
            var found = routes.find(exchange.getRequestMethod(), path).orElseThrow(() -> new Refusal(404, "not_found",
                    "The requested API endpoint was not found. Are you using the right HTTP verb (i.e. `GET` vs. `POST`), and did you specify your intended version with the `Accept` header?"));
            var request = new Request(exchange.getRequestMethod(), path, found.parameters(),
                    query(exchange.getRequestURI().getRawQuery()), header(exchange, "Accept"),
                    header(exchange, "Accept-Expansion") + "," + header(exchange, "Accept-Inclusion"), json(sent));
            synchronized (account) {
                return rendered(found.handler().answer(request), header(exchange, "Range"),
                        header(exchange, "If-None-Match"), request.method());
            }
        } catch (Refusal e) {
            return refused(e);
        }
    }

    private void admit(HttpExchange exchange, String path) throws Refusal {
        var scope = tokens.get(token(header(exchange, "Authorization")));
        if (scope == null) {
            throw new Refusal(401, "unauthorized", "Invalid credentials provided.");
        }
        if (isPlatform(path) && !header(exchange, "Accept").contains("application/vnd.heroku+json; version=3")) {
            throw new Refusal(406, "not_acceptable",
                    "The requested API version was not specified: Accept: application/vnd.heroku+json; version=3");
        }
        if (!scope.allows(exchange.getRequestMethod(), path)) {
            throw new Refusal(403, "forbidden", "You do not have access to this: the token lacks a scope.");
        }
    }

    private static boolean isPlatform(String path) {
        return !path.startsWith("/client/") && !path.startsWith("/postgres/") && !path.startsWith("/redis/")
                && !path.startsWith("/data/") && !path.matches("/apps/[^/]+/jobs(/.*)?");
    }

    private static String token(String authorization) {
        if (authorization.startsWith("Bearer ")) {
            return authorization.substring("Bearer ".length()).strip();
        }
        if (authorization.startsWith("Basic ")) {
            try {
                var pair = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())),
                        StandardCharsets.UTF_8);
                return pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException _) {
                return "";
            }
        }
        return "";
    }

    private static Outcome rendered(Answer answer, String range, String known, String method) throws Refusal {
        if (answer.body() instanceof byte[] bytes) {
            return new Outcome(answer.status(), bytes, Map.of("Content-Type", "application/octet-stream"));
        }
        if (answer.sortable().isEmpty()) {
            return tagged(answer.status(), JSON.writeValueAsBytes(answer.body()), Map.of(), known, method);
        }
        @SuppressWarnings("unchecked") // lists are made by Answer.list alone
        var items = (List<Map<String, @Nullable Object>>) answer.body();
        var page = Page.of(items, answer.sortable(), range);
        return tagged(page.status(), JSON.writeValueAsBytes(page.items()), page.headers(), known, method);
    }

    private static Outcome tagged(int status, byte[] body, Map<String, String> headers, String known, String method) {
        var all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        if (method.equals("GET")) {
            var tag = "\"" + digest(body) + "\"";
            all.put("ETag", tag);
            if (status == 200 && known.equals(tag)) {
                return new Outcome(304, new byte[0], all);
            }
        }
        return new Outcome(status, body, all);
    }

    private static Outcome refused(Refusal refusal) {
        var body = Body.of("id", refusal.id(), "message", refusal.text());
        refusal.resource().ifPresent(resource -> body.put("resource", resource));
        return new Outcome(refusal.status(), JSON.writeValueAsBytes(body), Map.of("Content-Type", "application/json"));
    }

    private void write(HttpExchange exchange, Outcome outcome, String id, boolean isShort) throws IOException {
        var headers = exchange.getResponseHeaders();
        outcome.headers().forEach(headers::set);
        headers.set("Request-Id", id);
        headers.set("RateLimit-Remaining", outcome.status() == 429 ? "0" : Integer.toString(faults.remaining()));
        headers.set("Vary", "Authorization,Accept-Encoding");
        var length = outcome.status() == 304 || outcome.body().length == 0 ? -1 : outcome.body().length;
        exchange.sendResponseHeaders(outcome.status(), length);
        if (length > 0) {
            exchange.getResponseBody().write(outcome.body(), 0, isShort ? length / 2 : length);
            exchange.getResponseBody().flush();
        }
    }

    private static JsonNode json(byte[] sent) throws Refusal {
        if (sent.length == 0) {
            return JSON.createObjectNode();
        }
        try {
            return JSON.readTree(sent);
        } catch (JacksonException _) {
            throw new Refusal(400, "bad_request", "Request invalid, validate usage and try again.");
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        var result = new HashMap<String, String>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            var at = pair.indexOf('=');
            var name = at < 0 ? pair : pair.substring(0, at);
            result.put(URLDecoder.decode(name, StandardCharsets.UTF_8),
                    at < 0 ? "" : URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return result;
    }

    private static String header(HttpExchange exchange, String name) {
        var value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
