package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
import io.stackblaze.engine.local.rollout.Edge;
import io.stackblaze.engine.local.rollout.Surroundings;

/**
 * The web services, workers and cron jobs of one environment. What changes them is called on the environment's own
 * thread; the rest may be called from any.
 */
final class ProcessKeepers implements AutoCloseable {
    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(10);

    private final EnvironmentId id;
    private final Platform platform;
    private final Path state;
    private final Logs logs;
    private final Changes changes;
    private final Diversions diversions;
    private final Map<String, Kept> keepers = new ConcurrentHashMap<>();
    private final Map<String, WebEdge> edges = new ConcurrentHashMap<>();
    private final Map<String, List<Instance>> adopted = new HashMap<>();

    ProcessKeepers(EnvironmentId id, Platform platform, Path state, Logs logs, Changes changes,
            Diversions diversions) {
        this.id = id;
        this.platform = platform;
        this.state = state;
        this.logs = logs;
        this.changes = changes;
        this.diversions = diversions;
    }

    /** Takes over an instance of a node before this one; all are given before the first {@link #keep}. */
    void adopt(Instance instance) {
        adopted.computeIfAbsent(instance.record().service(), _ -> new ArrayList<>()).add(instance);
    }

    /** Keeps one as its spec says. */
    void keep(ProcessSpec process, EnvironmentNetwork net) throws IOException, InterruptedException {
        var known = keepers.get(process.name());
        if (known != null && !known.takes(process)) {
            known.remove();
            keepers.remove(process.name());
            edges.remove(process.name());
            known = null;
        }
        if (known != null) {
            known.want(process);
            return;
        }
        var mine = Optional.ofNullable(adopted.remove(process.name())).orElse(List.of());
        var keeper = Kept.of(process, surroundings(process.name(), net), edge(process, net), mine);
        keepers.put(process.name(), keeper);
        keeper.start();
    }

    private Surroundings surroundings(String service, EnvironmentNetwork net) {
        return new Surroundings(id, service, platform.instances(), net, logs.of(service), platform.meter(),
                platform.timing(), platform.clock(), state.resolve("services").resolve(service + ".json"),
                changes::add);
    }

    private Edge edge(ProcessSpec process, EnvironmentNetwork net) {
        return process instanceof WebSpec web ? webEdge(web, net) : Edge.NONE;
    }

    private WebEdge webEdge(WebSpec web, EnvironmentNetwork net) {
        var name = web.name();
        return edges.computeIfAbsent(name, _ -> new WebEdge(platform.routes(), label(name), net.address(name),
                logs.of(name), () -> diversions.of(name)));
    }

    private String label(String service) {
        return id + "/" + service;
    }

    /** Whether requests for a service are diverted. */
    boolean isDiverted(String service) {
        return !(diversions.of(service) instanceof Diversion.None);
    }

    /** Has requests for a service meet what is kept for it now, though its instances may not be begun with yet. */
    void divert(WebSpec web, EnvironmentNetwork net) {
        webEdge(web, net).divert(web.hostnames());
    }

    /** What passed the edge to a service. */
    EdgeTraffic traffic(String service) {
        return platform.routes().traffic(label(service));
    }

    /** Removes those that no spec has any more; returns when that is done. */
    void removeOthers(EnvironmentSpec wanted) throws InterruptedException {
        atOnce(name -> wanted.service(name).filter(ProcessSpec.class::isInstance).isEmpty(), (name, keeper) -> {
            keeper.remove();
            keepers.remove(name);
            edges.remove(name);
        });
        edges.entrySet().removeIf(entry -> {
            boolean gone = !keepers.containsKey(entry.getKey()) && wanted.service(entry.getKey()).isEmpty();
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    /** Stops the instances of all; they come back with the next node. Returns when that is done. */
    void stopAll() throws InterruptedException {
        atOnce(_ -> true, (_, keeper) -> keeper.stopAll());
    }

    private interface Work {
        void run(String name, Kept keeper) throws InterruptedException;
    }

    private void atOnce(Predicate<String> chosen, Work work) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        keepers.forEach((name, keeper) -> {
            if (chosen.test(name)) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        work.run(name, keeper);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
        });
        for (var thread : threads) {
            thread.join();
        }
    }

    /** Begins to end instances that were taken over and that no service wants. */
    void endLeftovers() {
        adopted.values().forEach(left -> left.forEach(instance -> Thread.ofVirtual().start(() -> end(instance))));
        adopted.clear();
    }

    /** Ends them; returns when that is done. */
    void endLeftoversNow() {
        adopted.values().forEach(left -> left.forEach(ProcessKeepers::end));
    }

    private static void end(Instance instance) {
        try {
            instance.stop(LEFTOVERS_GRACE);
            instance.forget();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Replaces each instance of one by a new one. */
    void restart(String service) throws InterruptedException {
        var keeper = keepers.get(service);
        if (keeper == null) {
            throw new EngineException(EngineException.Code.NOT_FOUND,
                    "there is no service '" + service + "' with instances in " + id);
        }
        keeper.restart();
    }

    /** Gives the state of each. */
    void report(Consumer<ServiceStatus> to) {
        keepers.values().forEach(keeper -> to.accept(keeper.status()));
    }

    /** Stops keeping them; their instances go on. */
    @Override
    public void close() {
        keepers.values().forEach(Kept::close);
    }
}
