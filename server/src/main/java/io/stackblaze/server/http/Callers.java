package io.stackblaze.server.http;

import java.util.Optional;

/** Knows who is behind a token or a session cookie. */
public interface Callers {
    /** The caller that this bearer token belongs to; empty when it is unknown, expired or revoked. */
    Optional<Identity> byToken(String token);

    /** The caller whose browser has this session; empty when there is none any more. */
    Optional<Identity> bySession(String session);
}
