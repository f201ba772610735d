package io.stackblaze.router;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** What is counted and logged of one request. */
final class RequestRecord {
    private final Edge edge;
    private final ClientConnection client;
    private final RequestTarget target;
    private final String method;
    private final String requestId;
    private final Instant startedAt;
    private final long startNanos = System.nanoTime();
    private @Nullable ServiceState service;
    private @Nullable ServiceMeter side;
    private long sideNanos;
    private int status;
    private long bytes;

    RequestRecord(Edge edge, ClientConnection client, RequestTarget target, String method, String requestId) {
        this.edge = edge;
        this.client = client;
        this.target = target;
        this.method = method;
        this.requestId = requestId;
        this.startedAt = edge.time();
    }

    Instant startedAt() {
        return startedAt;
    }

    String requestId() {
        return requestId;
    }

    /** Counts the request to the service that its route named first. */
    void begin(ServiceState routed) {
        if (service == null) {
            service = routed;
            routed.meter().start();
        }
    }

    /** Counts the request to the side it was passed to last, with the time from then on. */
    void passTo(ServiceMeter meter) {
        side = meter;
        sideNanos = System.nanoTime();
    }

    void status(int answered) {
        status = answered;
    }

    void addBytes(int count) {
        bytes += count;
    }

    /** Closes the record; once. */
    void end(@Nullable Fault fault, @Nullable BackendState backend) {
        begin(edge.unrouted());
        ServiceState counted = service == null ? edge.unrouted() : service;
        long nanos = System.nanoTime() - startNanos;
        counted.meter().end(status, bytes);
        if (status != 101) {
            counted.meter().took(nanos);
        }
        if (side != null) {
            side.end(status, bytes);
            if (status != 101) {
                side.took(System.nanoTime() - sideNanos);
            }
        }
        if (edge.isLogging()) {
            edge.log(new AccessLog.Entry(startedAt, counted.label(), backend == null ? null : backend.backend().id(),
                    client.peer(), method, target.host(), target.path(), client.protocol(), status, bytes,
                    Duration.ofNanos(nanos), requestId, fault == null ? null : fault.word()));
        }
    }
}
