package io.stackblaze.router;

import java.time.Duration;

/**
 * Bounds on requests.
 *
 * @param headersWithin longest time for a client to send its header block
 * @param firstByteWithin longest wait for a backend's answer to begin
 * @param idle longest silence on a connection in either direction, WebSockets included
 * @param headerBytes largest header block
 * @param heldRequests requests held per service while nothing may be passed on
 * @param heldFor longest time one is held
 */
public record Limits(Duration headersWithin, Duration firstByteWithin, Duration idle, int headerBytes,
        int heldRequests, Duration heldFor) {
    /** Good for most apps; Heroku's router gives 30 s to the first byte and 55 s of silence. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofSeconds(3600), 32 * 1024, 1000, Duration.ofSeconds(30));
}
