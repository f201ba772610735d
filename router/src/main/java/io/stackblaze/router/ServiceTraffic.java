package io.stackblaze.router;

import java.time.Duration;
import java.util.Collections;

/**
 * What passed to one service since the router knows it.
 *
 * @param service label of its routes
 * @param requests that ended
 * @param errors those of them answered with 5xx, by the service or for it
 * @param inFlight not ended yet; WebSockets and streams count as long as they are open
 * @param held waiting for the route to change
 * @param bytes of answers' bodies
 * @param latency durations of requests that ended, WebSockets left out
 * @param longestHeld the longest time that a request waited for the route to change
 * @param here requests that its instances answered, or the router for them
 * @param outside requests that a server outside answered, or could not be reached for
 */
public record ServiceTraffic(String service, long requests, long errors, long inFlight, long held, long bytes,
        Latency latency, Duration longestHeld, Side here, Side outside) {
    /**
     * Requests that were passed to one side and ended.
     *
     * @param errors those of them answered with 5xx
     * @param latency from when they were passed on, so without the time they were held
     */
    public record Side(long requests, long errors, Latency latency) {
        /** None yet. */
        public static final Side NONE = new Side(0, 0,
                new Latency(Collections.nCopies(Latency.BOUNDS_MICROS.size() + 1, 0L), 0));
    }

    /** Of a service whose requests were never held or told apart. */
    public ServiceTraffic(String service, long requests, long errors, long inFlight, long held, long bytes,
            Latency latency) {
        this(service, requests, errors, inFlight, held, bytes, latency, Duration.ZERO, Side.NONE, Side.NONE);
    }

    /** Estimated median duration. */
    public Duration p50() {
        return latency.quantile(0.5);
    }

    /** Estimated duration that 99 % of requests stayed within. */
    public Duration p99() {
        return latency.quantile(0.99);
    }
}
