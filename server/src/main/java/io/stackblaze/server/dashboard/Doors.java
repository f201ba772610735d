package io.stackblaze.server.dashboard;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.stackblaze.server.dashboard.page.ErrorPage;
import io.stackblaze.server.dashboard.page.SignInPage;

/**
 * The one way in to every page: who is not signed in sees how to sign in, what another site sends is refused, what goes
 * wrong is told without its insides, and every answer says what its page may load.
 */
final class Doors {
    private static final System.Logger LOG = System.getLogger(Doors.class.getName());
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
            + "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final JavalinDefaultRoutingApi routes;
    private final Function<Context, Optional<String>> sessions;
    private final Pages pages;

    Doors(JavalinDefaultRoutingApi routes, Function<Context, Optional<String>> sessions, Pages pages) {
        this.routes = routes;
        this.sessions = sessions;
        this.pages = pages;
    }

    /** What a page or a write does. */
    interface Answer {
        /** Answers the request. */
        void to(Visit visit);
    }

    /** Serves a page, below each of the paths. */
    void page(Answer answer, String... paths) {
        for (var path : paths) {
            routes.get(path, guarded(answer));
        }
    }

    /** Takes a form, at each of the paths. */
    void form(Answer answer, String... paths) {
        for (var path : paths) {
            routes.post(path, guarded(visit -> {
                requireSameOrigin(visit.ctx());
                answer.to(visit);
            }));
        }
    }

    /** Answers for an address at which nothing is, to browsers. */
    void notFound(Context ctx) {
        headers(ctx);
        tell(ctx, sessions.apply(ctx).orElse(""), Refusal.notFound("Nothing is at " + ctx.path() + "."));
    }

    private Handler guarded(Answer answer) {
        return ctx -> {
            headers(ctx);
            var who = sessions.apply(ctx);
            if (who.isEmpty()) {
                ctx.status(401).html(pages.render("signIn", new SignInPage(pages.frame("Sign in", List.of(), ""))));
                return;
            }
            try {
                answer.to(new Visit(ctx, who.get(), pages));
            } catch (Refusal refusal) {
                tell(ctx, who.get(), refusal);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the page " + ctx.path() + " failed", e);
                tell(ctx, who.get(), new Refusal(500, "This page failed",
                        "The server could not finish it. What it was about goes on as before.",
                        "Try again; the server's log has the cause."));
            }
        };
    }

    private static void headers(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY).header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin").header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }

    /** Browsers say where a form comes from; what says nothing, or another place, is refused. */
    private static void requireSameOrigin(Context ctx) {
        var site = ctx.header("Sec-Fetch-Site");
        var origin = ctx.header("Origin");
        var same = origin == null ? "same-origin".equals(site) : hostOf(origin).equals(ctx.host());
        if (!same || (site != null && !site.equals("same-origin"))) {
            throw new Refusal(403, "Refused", "This form was sent from another place than the dashboard.",
                    "Open the dashboard and do it there.");
        }
    }

    private static String hostOf(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority()).orElse("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void tell(Context ctx, String who, Refusal refusal) {
        var frame = pages.frame(refusal.title(), List.of(), who);
        ctx.status(refusal.status()).html(pages.render("error", new ErrorPage(frame, refusal.status(), refusal.title(),
                java.util.Objects.requireNonNullElse(refusal.getMessage(), ""), refusal.remedy())));
    }
}
