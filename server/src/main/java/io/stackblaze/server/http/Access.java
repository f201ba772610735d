package io.stackblaze.server.http;

import java.util.Locale;

import io.javalin.security.RouteRole;

/** What a caller must be allowed to do; each one includes those before it. A route without one answers nobody. */
public enum Access implements RouteRole {
    /** Anybody, without a token. */
    PUBLIC,
    /** See everything but secret values. */
    READ,
    /** Deploy, change variables, scale, run commands. */
    WRITE,
    /** Destroy data, make and revoke tokens. */
    ADMIN;

    /** Whether somebody who has this may do what needs {@code needed}. */
    public boolean includes(Access needed) {
        return compareTo(needed) >= 0;
    }

    /** The word as the API writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
