package io.stackblaze.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** Turns each {@link RouteTable} into the {@link Routing} in force, keeping instances and services that stay. */
final class Routes {
    private final int eventLoops;
    private final Origins origins;
    private final Consumer<BackendState> closeIdle;
    private final Map<Backend, BackendState> backends = new ConcurrentHashMap<>();
    private final Map<String, ServiceState> services = new ConcurrentHashMap<>();
    private volatile Routing routing = Routing.EMPTY;

    /**
     * Starts without any route.
     *
     * @param origins makes servers outside reachable
     * @param closeIdle told of an instance that left the table, to close idle connections to it
     */
    Routes(int eventLoops, Origins origins, Consumer<BackendState> closeIdle) {
        this.eventLoops = eventLoops;
        this.origins = origins;
        this.closeIdle = closeIdle;
    }

    Routing routing() {
        return routing;
    }

    /** Whether this very routing still is the one in force. */
    @SuppressWarnings("ReferenceEquality") // another table that says the same is another one
    boolean isInForce(Routing seen) {
        return routing == seen;
    }

    /** Instances in the table, and those that are draining. */
    Collection<BackendState> backends() {
        return backends.values();
    }

    Collection<ServiceState> services() {
        return services.values();
    }

    synchronized void apply(RouteTable table) {
        Map<String, Routing.Entry> exact = new HashMap<>();
        Map<String, Routing.Entry> wildcards = new HashMap<>();
        Set<BackendState> named = new HashSet<>();
        table.hosts().forEach((host, route) -> {
            Routing.Entry entry = entry(route);
            named.addAll(entry.backends());
            if (entry.outside() != null) {
                named.add(entry.outside());
            }
            String name = host.toLowerCase(Locale.ROOT);
            if (name.startsWith("*.")) {
                wildcards.put(name.substring(2), entry);
            } else {
                exact.put(name, entry);
            }
        });
        routing = new Routing(Map.copyOf(exact), Map.copyOf(wildcards));
        retireOthers(named);
        releaseHeld();
        forgetServices();
    }

    /** Brings an instance back before the new routing is in force, so that a request which finds it may use it. */
    private Routing.Entry entry(Route route) {
        List<BackendState> serving = new ArrayList<>();
        for (Backend backend : instances(route.target())) {
            BackendState state = backends.computeIfAbsent(backend, key -> new BackendState(key, eventLoops));
            state.bringBack();
            serving.add(state);
        }
        BackendState outside = null;
        if (route.target() instanceof Route.Target.Outside target) {
            outside = backends.computeIfAbsent(Origin.backend(target),
                    key -> new BackendState(key, origins.of(target), eventLoops));
            outside.bringBack();
        }
        return new Routing.Entry(route.target(), services.computeIfAbsent(route.service(), ServiceState::of),
                List.copyOf(serving), outside);
    }

    private static List<Backend> instances(Route.Target target) {
        return switch (target) {
            case Route.Target.Serve serve -> serve.backends();
            case Route.Target.Outside outside -> outside.here();
            default -> List.of();
        };
    }

    private void retireOthers(Set<BackendState> named) {
        for (BackendState state : backends.values()) {
            if (!named.contains(state)) {
                state.retire();
                closeIdle.accept(state);
            }
        }
        backends.values().removeIf(BackendState::isDrained);
    }

    /** A service may have several hosts; its requests go on once none of them is held. */
    private void releaseHeld() {
        Set<ServiceState> holding = new HashSet<>();
        routing.exact().values().forEach(entry -> addIfHeld(entry, holding));
        routing.wildcards().values().forEach(entry -> addIfHeld(entry, holding));
        for (ServiceState service : services.values()) {
            if (!holding.contains(service)) {
                service.held().release();
            }
        }
    }

    private static void addIfHeld(Routing.Entry entry, Set<ServiceState> holding) {
        if (entry.target() instanceof Route.Target.Hold) {
            holding.add(entry.service());
        }
    }

    private void forgetServices() {
        Set<String> named = new HashSet<>();
        routing.exact().values().forEach(entry -> named.add(entry.service().label()));
        routing.wildcards().values().forEach(entry -> named.add(entry.service().label()));
        services.values().removeIf(service -> !named.contains(service.label()) && service.meter().inFlight() == 0);
    }

    boolean awaitDrained(Backend backend, Duration atMost) throws InterruptedException {
        BackendState state = find(backend);
        if (state == null) {
            return true;
        }
        boolean drained = state.awaitDrained(atMost);
        if (drained) {
            forget(state);
        }
        return drained;
    }

    private synchronized void forget(BackendState state) {
        if (state.isDrained()) {
            backends.remove(state.backend(), state);
        }
    }

    private @Nullable BackendState find(Backend backend) {
        return backends.get(backend);
    }
}
