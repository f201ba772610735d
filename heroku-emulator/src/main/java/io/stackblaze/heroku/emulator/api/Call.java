package io.stackblaze.heroku.emulator.api;

import java.time.Instant;

/**
 * A request that the emulator got, and how it was answered.
 *
 * @param method {@code GET}
 * @param path without the query
 * @param query without the question mark; empty when there is none
 * @param status HTTP status of the answer; 0 when the connection was cut
 * @param requestId what the answer's {@code Request-Id} said
 * @param at when it came
 */
public record Call(String method, String path, String query, int status, String requestId, Instant at) {
    /** Whether it asks for a change; the two resolvers are questions although they are posted. */
    public boolean isMutating() {
        return isChange(method, path);
    }

    static boolean isChange(String method, String path) {
        return !method.equals("GET") && !method.equals("HEAD") && !path.endsWith("/resolve")
                && !path.startsWith("/filters/");
    }
}
