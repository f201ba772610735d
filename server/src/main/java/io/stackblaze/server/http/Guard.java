package io.stackblaze.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route: only our own host names, no page of another origin, only callers that the route allows.
 */
final class Guard {
    /** Name of the cookie that holds a session. */
    static final String SESSION_COOKIE = "stackblaze_session";

    private static final String CALLER = "caller";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Callers callers;
    private final Set<String> hosts;

    Guard(Callers callers, String bind, String domain) {
        this.callers = callers;
        this.hosts = Stream
                .of("localhost", "127.0.0.1", "[::1]", "stackblaze.localhost", bind, "[" + bind + "]", domain)
                .map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Who calls; {@link Identity#NOBODY} on public routes. */
    static Identity caller(Context context) {
        Identity caller = context.attribute(CALLER);
        return caller == null ? Identity.NOBODY : caller;
    }

    /** Before anything else: a page on another site must not reach us, neither by name tricks nor by forms. */
    void checkOrigin(Context context) {
        String host = context.header("Host");
        if (host == null || !hosts.contains(host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT))) {
            throw new Problem(Problem.Kind.MISDIRECTED, "This server does not answer for that host name.",
                    "Call it by its address, or set STACKBLAZE_DOMAIN to the name.");
        }
        String origin = context.header("Origin");
        if (origin != null && !origin.equals(context.scheme() + "://" + host)) {
            throw foreign();
        }
        String site = context.header("Sec-Fetch-Site");
        boolean ours = site == null || site.equals("same-origin") || site.equals("none");
        boolean page = READING.contains(context.method().name()) && !context.path().startsWith("/api/");
        if (!ours && !page) {
            throw foreign();
        }
    }

    /** On a route that exists: who calls, and may they? */
    void checkAccess(Context context) {
        var needed = context.routeRoles().stream().filter(Access.class::isInstance).map(Access.class::cast).findFirst();
        if (needed.isEmpty()) {
            throw new Problem(Problem.Kind.FORBIDDEN, "Nobody may use this route.", "");
        }
        var caller = identify(context);
        caller.ifPresent(identity -> context.attribute(CALLER, identity));
        if (needed.get() == Access.PUBLIC) {
            return;
        }
        if (caller.isEmpty()) {
            context.header("WWW-Authenticate", "Bearer");
            throw new Problem(Problem.Kind.UNAUTHENTICATED,
                    context.path().startsWith("/api/")
                            ? "There is no valid token in the request."
                            : "Nobody is signed in in this browser.",
                    "Send Authorization: Bearer with the token in $STACKBLAZE_HOME/token, or sign in with"
                            + " `stackblaze open --dashboard`.");
        }
        if (!caller.get().access().includes(needed.get())) {
            throw new Problem(Problem.Kind.FORBIDDEN,
                    "The token \"" + caller.get().name() + "\" may " + caller.get().access().word() + "; this needs "
                            + needed.get().word() + ".",
                    "Use a token with more access.");
        }
    }

    private Optional<Identity> identify(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null) {
            List<String> words = List.of(authorization.strip().split("\\s+", 2));
            return words.size() == 2 && words.getFirst().equalsIgnoreCase("Bearer")
                    ? callers.byToken(words.get(1))
                    : Optional.empty();
        }
        String session = context.cookie(SESSION_COOKIE);
        if (session == null) {
            return Optional.empty();
        }
        if (!READING.contains(context.method().name()) && !sameOrigin(context)) {
            throw foreign();
        }
        return callers.bySession(session);
    }

    /** A cookie comes along by itself, so a write with one must prove that our own page sent it. */
    private static boolean sameOrigin(Context context) {
        @Nullable
        String site = context.header("Sec-Fetch-Site");
        return context.header("Origin") != null || (site != null && site.equals("same-origin"));
    }

    private static Problem foreign() {
        return new Problem(Problem.Kind.FORBIDDEN, "The request comes from a page of another site.",
                "Use the dashboard itself, or a token.");
    }
}
