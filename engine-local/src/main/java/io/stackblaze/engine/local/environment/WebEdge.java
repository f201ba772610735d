package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.local.balance.Balancer;
import io.stackblaze.engine.local.logs.ServiceLog;
import io.stackblaze.engine.local.rollout.Edge;
import io.stackblaze.router.Backend;
import io.stackblaze.router.Route;
import org.jspecify.annotations.Nullable;

/** Lets requests in by the router, and connections by the private name. */
final class WebEdge implements Edge {
    private final RouteBoard board;
    private final String label;
    private final String address;
    private final ServiceLog log;
    private final Supplier<Diversion> diversion;
    private @Nullable Own own;
    private @Nullable Balancer balancer;
    private int port;
    private int refused;

    /**
     * @param label name of the service among all
     * @param address address of its private name
     * @param diversion what becomes of requests by its public names instead
     */
    WebEdge(RouteBoard board, String label, String address, ServiceLog log, Supplier<Diversion> diversion) {
        this.board = board;
        this.label = label;
        this.address = address;
        this.log = log;
        this.diversion = diversion;
    }

    /** What the service itself would answer with, and for which names. */
    private record Own(List<String> hostnames, Route.Target target) {}

    @Override
    public synchronized void serve(List<String> hostnames, int port, Route.Target target) {
        own = new Own(hostnames, target);
        divert(hostnames);
        listen(port);
        if (balancer != null) {
            balancer.pass(target instanceof Route.Target.Serve(var backends) ? backends : List.of());
        }
    }

    /**
     * Takes the diversion that is kept now; from when this returns, new requests meet it.
     *
     * @param hostnames what it is known by so long as nothing is served
     */
    synchronized void divert(List<String> hostnames) {
        var now = own == null ? new Own(hostnames, new Route.Target.Starting()) : own;
        board.put(label, now.hostnames(), Diversions.apply(diversion.get(), now.target()));
    }

    private void listen(int wanted) {
        if (balancer != null && port == wanted) {
            return;
        }
        if (balancer != null) {
            balancer.close();
            balancer = null;
        }
        try {
            balancer = Balancer.listen(address, wanted);
            port = wanted;
            refused = 0;
        } catch (IOException e) {
            if (refused != wanted) {
                log.platform("its private name does not work: " + e.getMessage());
                refused = wanted;
            }
        }
    }

    @Override
    public boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException {
        long began = System.nanoTime();
        boolean drained = board.router().awaitDrained(backend, atMost);
        Balancer own;
        synchronized (this) {
            own = balancer;
        }
        var left = atMost.minusNanos(System.nanoTime() - began);
        return (own == null || own.awaitDrained(backend, left.isNegative() ? Duration.ZERO : left)) && drained;
    }

    @Override
    public synchronized void close() {
        own = null;
        board.remove(label);
        if (balancer != null) {
            balancer.close();
            balancer = null;
        }
    }
}
