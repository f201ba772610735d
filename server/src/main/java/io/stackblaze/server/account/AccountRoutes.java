package io.stackblaze.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Callers;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Identity;
import io.stackblaze.server.http.Problem;
import org.jspecify.annotations.Nullable;

/** Who the caller is, tokens, and signing in to the dashboard. */
public final class AccountRoutes implements Http.Feature, Callers {
    private static final String COOKIE = "stackblaze_session";

    private final Tokens tokens;
    private final Sessions sessions;

    private record Who(String name, String access) {}

    private record Listed(String id, String name, String access, Instant createdAt, @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt, @Nullable String token) {}

    private record Link(String url, Instant expiresAt) {}

    /** Over tokens and sessions. */
    public AccountRoutes(Tokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public Optional<Identity> byToken(String token) {
        return tokens.identify(token);
    }

    @Override
    public Optional<Identity> bySession(String session) {
        return sessions.identify(session);
    }

    @Override
    public void register(Api api) {
        api.get("/api/v1/whoami", Access.READ,
                call -> Answer.ok(new Who(call.caller().name(), call.caller().access().word())));
        api.get("/api/v1/tokens", Access.ADMIN,
                _ -> Answer.ok(new io.stackblaze.server.http.Page<>(
                        tokens.list().stream().map(token -> listed(token, null)).toList(), null)));
        api.post("/api/v1/tokens", Access.ADMIN, call -> {
            var created = tokens.create(call.text("name").orElseThrow(),
                    Tokens.access(call.text("access").orElseThrow()),
                    Duration.ofDays(call.number("expires_in_days").orElse(90)));
            return Answer.created(listed(created.token(), created.value()));
        });
        api.delete("/api/v1/tokens/{token}", Access.ADMIN, call -> {
            if (!tokens.revoke(Long.parseLong(call.path("token")))) {
                throw Problem.notFound("That token", "See the list of tokens.");
            }
            return Answer.none();
        });
        api.post("/api/v1/sign-in-links", Access.WRITE, call -> {
            var link = sessions.link(call.caller());
            return Answer.created(new Link(call.origin() + "/sign-in?code=" + link.code(), link.expiresAt()));
        });
        api.page(HandlerType.GET, "/sign-in", Access.PUBLIC, this::signIn);
        api.form("/sign-out", Access.READ, this::signOut);
    }

    private void signIn(Context context) {
        String code = context.queryParam("code");
        if (context.header("Sec-Purpose") != null) {
            throw new Problem(Problem.Kind.CONFLICT, "A sign-in link is good once; it is not for looking ahead.", "");
        }
        var session = code == null ? Optional.<String>empty() : sessions.exchange(code);
        if (session.isEmpty()) {
            throw new Problem(Problem.Kind.UNAUTHENTICATED, "This sign-in link was used already, or is too old.",
                    "Make a fresh one with `stackblaze open --dashboard`.");
        }
        context.cookie(new Cookie(COOKIE, session.get(), "/", (int) Sessions.SESSION_LIFE.toSeconds(),
                context.scheme().equals("https"), true, null, SameSite.STRICT));
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    private void signOut(Context context) {
        String session = context.cookie(COOKIE);
        if (session != null) {
            sessions.end(session);
        }
        context.removeCookie(COOKIE, "/");
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    private static Listed listed(Tokens.Token token, @Nullable String value) {
        return new Listed(Long.toString(token.id()), token.name(), token.access().word(), token.createdAt(),
                token.expiresAt(), token.lastUsedAt(), value);
    }
}
