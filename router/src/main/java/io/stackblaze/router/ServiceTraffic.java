package io.stackblaze.router;

import java.time.Duration;

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
 */
public record ServiceTraffic(String service, long requests, long errors, long inFlight, long held, long bytes,
        Latency latency) {
    /** Estimated median duration. */
    public Duration p50() {
        return latency.quantile(0.5);
    }

    /** Estimated duration that 99 % of requests stayed within. */
    public Duration p99() {
        return latency.quantile(0.99);
    }
}
