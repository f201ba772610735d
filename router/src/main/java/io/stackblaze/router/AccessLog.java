package io.stackblaze.router;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Told of every request once it is over. */
@FunctionalInterface
public interface AccessLog {
    /** Hears nothing. */
    AccessLog NONE = _ -> {};

    /** Called on a thread that serves requests: it must return at once and never block or throw. */
    void finished(Entry entry);

    /**
     * One request, answered or given up.
     *
     * @param at when its head had arrived
     * @param service label of its route; {@code -} when no route was found
     * @param backend id of the instance it was passed to; null when it reached none
     * @param client address of the peer that connected
     * @param method as sent
     * @param host the name that was asked for, without port; empty when there was none
     * @param path without query: a query may carry secrets
     * @param protocol {@code http}, {@code https} or {@code h2}
     * @param status what the client was answered; 499 when it went away first
     * @param bytes of the answer's body
     * @param duration from the request's head to the answer's end
     * @param requestId as the instance was told
     * @param fault word for what went wrong in or behind the router ({@code backend-timeout}); null when nothing did
     */
    record Entry(Instant at, String service, @Nullable String backend, String client, String method, String host,
            String path, String protocol, int status, long bytes, Duration duration, String requestId,
            @Nullable String fault) {

        /** The line that people know from Heroku: {@code at=info method=GET path="/" ...}. */
        public String line() {
            var line = new StringBuilder(160).append("at=").append(fault == null ? "info" : "error");
            if (fault != null) {
                line.append(" code=").append(fault);
            }
            return line.append(" method=").append(method).append(" path=\"").append(path.replace("\"", "%22"))
                    .append("\" host=").append(host).append(" request_id=").append(requestId).append(" fwd=\"")
                    .append(client).append("\" instance=").append(backend == null ? "-" : backend).append(" service=")
                    .append(duration.toMillis()).append("ms status=").append(status).append(" bytes=").append(bytes)
                    .append(" protocol=").append(protocol).toString();
        }
    }
}
