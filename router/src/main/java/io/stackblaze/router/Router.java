package io.stackblaze.router;

import java.io.IOException;
import java.time.Duration;

/**
 * The HTTP edge: takes requests for host names and passes them to instances. Knows nothing of projects or releases; it
 * is
 * told a {@link RouteTable} and counts what passes. All methods may be called from any thread.
 */
public final class Router implements AutoCloseable {
    private final RouterConfig config;

    private Router(RouterConfig config) {
        this.config = config;
    }

    /**
     * Binds and serves, with no hosts.
     *
     * @throws IOException when a port is taken; the message says by whom, where that can be known
     */
    public static Router start(RouterConfig config) throws IOException {
        return new Router(config);
    }

    /** Replaces all routes at once. Requests in flight go on where they are; removed backends get no new ones. */
    public void apply(RouteTable table) {}

    /**
     * Waits until no request, stream or WebSocket is in flight to a backend that the table does not name any more.
     *
     * @return whether it drained in time
     */
    public boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException {
        return atMost.isZero();
    }

    /** Port that HTTP is served on. */
    public int httpPort() {
        return config.httpPort();
    }

    /** Port that HTTPS is served on; negative for none. */
    public int httpsPort() {
        return config.httpsPort();
    }

    /** Counters and latency histograms per service, in Prometheus' text format. */
    public String metrics() {
        return "";
    }

    /** Lets requests in flight finish, at most that long, taking no new ones; then closes. */
    public void shutdown(Duration atMost) {}

    /** Closes at once. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
