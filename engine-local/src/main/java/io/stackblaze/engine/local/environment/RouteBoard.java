package io.stackblaze.engine.local.environment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.router.Route;
import io.stackblaze.router.RouteTable;
import io.stackblaze.router.Router;
import io.stackblaze.router.ServiceTraffic;

/** The routes of all services of all environments, given to the router as one table. Any thread. */
public final class RouteBoard {
    private final Router router;
    private final Map<String, Map<String, Route>> byService = new HashMap<>();
    private RouteTable applied = new RouteTable(Map.of());

    /** A board for one router. */
    public RouteBoard(Router router) {
        this.router = router;
    }

    /**
     * Serves a service under these names and no others; returns when new requests meet it.
     *
     * @param service label, {@code shop/production/web}
     */
    public synchronized void put(String service, List<String> hostnames, Route.Target target) {
        var routes = new HashMap<String, Route>();
        hostnames.forEach(hostname -> routes.put(hostname, new Route(service, target)));
        byService.put(service, routes);
        apply();
    }

    /** Serves the service no more. */
    public synchronized void remove(String service) {
        byService.remove(service);
        apply();
    }

    /** What passed to a service since the router began. */
    public EdgeTraffic traffic(String service) {
        return router.traffic().stream().filter(traffic -> traffic.service().equals(service)).findFirst()
                .map(traffic -> new EdgeTraffic(side(traffic.here()), side(traffic.outside()),
                        (int) Math.max(0, traffic.inFlight() - traffic.held()), (int) traffic.held(),
                        traffic.longestHeld().toMillis()))
                .orElse(EdgeTraffic.NONE);
    }

    private static EdgeTraffic.Side side(ServiceTraffic.Side side) {
        return new EdgeTraffic.Side(side.requests(), side.errors(), millis(side, 0.5), millis(side, 0.95),
                millis(side, 0.99));
    }

    private static double millis(ServiceTraffic.Side side, double share) {
        return side.latency().quantile(share).toNanos() / 1e6;
    }

    private void apply() {
        var hosts = new HashMap<String, Route>();
        byService.values().forEach(hosts::putAll);
        var table = new RouteTable(hosts);
        if (!table.equals(applied)) {
            router.apply(table);
            applied = table;
        }
    }

    Router router() {
        return router;
    }
}
