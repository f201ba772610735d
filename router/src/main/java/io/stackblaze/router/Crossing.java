package io.stackblaze.router;

import java.util.List;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * On which side one request is answered, while some are answered outside, and what that changes in it and in its
 * answer. Lives on one event loop.
 */
final class Crossing {
    private static final String COOKIE = "stackblaze_side";

    private @Nullable Side chosen;
    private @Nullable Side told;
    private Route.Target.@Nullable Outside outside;

    /** The request stays here. */
    void stay(HttpRequest request, RequestTarget target) {
        outside = null;
        told = null;
        request.headers().set(HttpHeaderNames.HOST, target.authority());
    }

    /**
     * Chooses who answers, and makes the request the one for them; null when there is nobody left to try.
     *
     * @param tried who could not be reached
     */
    @Nullable
    BackendState choose(Routing.Entry entry, Route.Target.Outside target, HttpRequest request, RequestTarget asked,
            Set<BackendState> tried, Worker worker) {
        boolean divided = target.percentHere() > 0 && target.percentHere() < 100;
        Side before = divided ? side(request.headers()) : null;
        if (!divided || before != null) {
            chosen = before != null ? before : target.percentHere() == 0 ? Side.OUTSIDE : Side.HERE;
        } else if (chosen == null) {
            chosen = worker.random(100) < target.percentHere() ? Side.HERE : Side.OUTSIDE;
        }
        BackendState backend = chosen == Side.HERE
                ? entry.leastBusy(worker.random(Math.max(1, entry.backends().size())), tried)
                : null;
        boolean crosses = backend == null;
        stay(request, asked);
        if (crosses) {
            outside = target;
            request.headers().set(HttpHeaderNames.HOST, target.host());
            BackendState origin = entry.outside();
            backend = origin == null || tried.contains(origin) ? null : origin;
        }
        told = divided && before == null ? crosses ? Side.OUTSIDE : Side.HERE : null;
        return backend;
    }

    /** Where the request is answered. */
    Side side() {
        return outside == null ? Side.HERE : Side.OUTSIDE;
    }

    /** Makes the answer the one for the visitor. */
    void answer(HttpHeaders headers, RequestTarget asked, boolean secure) {
        if (outside != null) {
            OutsideHeaders.toVisitor(headers, outside, asked, secure);
        }
        if (told != null) {
            headers.add(HttpHeaderNames.SET_COOKIE, COOKIE + "=" + told.word() + "; Path=/; HttpOnly; SameSite=Lax");
        }
    }

    /** More about a fault, when it is not ours. */
    @Nullable
    String detail() {
        return outside == null ? null : "This name is still answered by a server outside.";
    }

    /** Where the visitor was served before; null when he was not, or tells something else. */
    private static @Nullable Side side(HttpHeaders headers) {
        List<String> cookies = headers.getAll(HttpHeaderNames.COOKIE);
        for (String header : cookies) {
            for (String cookie : header.split(";")) {
                int equals = cookie.indexOf('=');
                if (equals > 0 && cookie.substring(0, equals).strip().equals(COOKIE)) {
                    String value = cookie.substring(equals + 1).strip();
                    for (Side side : Side.values()) {
                        if (side.word().equals(value)) {
                            return side;
                        }
                    }
                }
            }
        }
        return null;
    }
}
