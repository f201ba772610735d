package io.stackblaze.engine.local.rollout;

import java.time.Duration;
import java.util.List;

import io.stackblaze.router.Backend;
import io.stackblaze.router.Route;

/** Where a web service's requests come in: its public names and its private port. Any thread. */
public interface Edge extends AutoCloseable {
    /** From when this returns, new requests meet the target. */
    void serve(List<String> hostnames, int port, Route.Target target);

    /** Waits until nothing is in flight to an instance that is served no more; says whether that came in time. */
    boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException;

    /** Serves nothing any more. */
    @Override
    void close();

    /** The edge of a service that listens to nobody. */
    Edge NONE = new Edge() {
        @Override
        public void serve(List<String> hostnames, int port, Route.Target target) {}

        @Override
        public boolean awaitDrained(Backend backend, Duration atMost) {
            return true;
        }

        @Override
        public void close() {}
    };
}
