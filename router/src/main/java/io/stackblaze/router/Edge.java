package io.stackblaze.router;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What every connection of the router shares. */
final class Edge {
    private static final System.Logger LOG = System.getLogger(Edge.class.getName());

    private final Limits limits;
    private final Routes routes;
    private final AccessLog accessLog;
    private final Clock clock;
    private final ServiceState unrouted = ServiceState.of("-");
    private final LongAdder retries = new LongAdder();
    private volatile boolean closing;

    Edge(Limits limits, Routes routes, AccessLog accessLog, Clock clock) {
        this.limits = limits;
        this.routes = routes;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    Limits limits() {
        return limits;
    }

    Routes routes() {
        return routes;
    }

    Instant time() {
        return clock.instant();
    }

    /** Stands for requests that no route was found for. */
    ServiceState unrouted() {
        return unrouted;
    }

    /** Requests that were sent again, or elsewhere, because a connection could not be used. */
    LongAdder retries() {
        return retries;
    }

    /** Whether connections are to end with the answer they carry. */
    boolean closing() {
        return closing;
    }

    void startClosing() {
        closing = true;
    }

    boolean isLogging() { return !accessLog.equals(AccessLog.NONE); }

    void log(AccessLog.Entry entry) {
        try {
            accessLog.finished(entry);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "the access log refused an entry", broken);
        }
    }
}
