package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.Diversion;
import io.stackblaze.engine.EdgeTraffic;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.datastore.Backups;
import io.stackblaze.engine.local.datastore.DatastoreKeeper;
import io.stackblaze.engine.local.datastore.Vitals;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.logs.LogFeed;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
import io.stackblaze.engine.local.state.Json;
import io.stackblaze.sandbox.Trees;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment as its spec says. Changes are worked off one after the other on a thread of its own; public
 * methods may
 * be called from any thread.
 */
final class EnvironmentKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentKeeper.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final EnvironmentId id;
    private final Platform platform;
    private final Path state;
    private final Logs logs;
    private final DatastoreKeepers datastores;
    private final Diversions diversions;
    private final Changes changes = new Changes();
    private final ProcessKeepers processes;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofVirtual().name("environment").factory());
    private final Map<String, ReentrantLock> restores = new ConcurrentHashMap<>();
    private volatile EnvironmentSpec spec;
    /** The spec that every keeper has been given; until it is the newest, what keepers say is about another one. */
    private volatile @Nullable EnvironmentSpec given;
    private volatile @Nullable EnvironmentNetwork network;
    private volatile String problem = "";
    private volatile boolean closed;

    EnvironmentKeeper(EnvironmentId id, Platform platform) throws IOException {
        this.id = id;
        this.platform = platform;
        this.state = platform.folders().state(id);
        this.logs = new Logs(platform.folders().logs(id), platform.rotation(), platform.clock());
        this.datastores = new DatastoreKeepers(id, platform, state, logs, changes);
        this.diversions = new Diversions(state.resolve("diversions.json"));
        this.processes = new ProcessKeepers(id, platform, state, logs, changes, diversions);
        this.spec = Json.load(specFile(), EnvironmentSpec.class).orElse(new EnvironmentSpec(id, 0, List.of()));
    }

    private Path specFile() {
        return state.resolve("spec.json");
    }

    Logs logs() {
        return logs;
    }

    Changes changes() {
        return changes;
    }

    boolean isKnown() { return spec.revision() > 0; }

    /** Takes over an instance of a node before this one; all are given before the first {@link #resume}. */
    void adopt(Instance instance) {
        processes.adopt(instance);
    }

    /** Goes on with the spec that is kept. */
    void resume() {
        worker.execute(this::converge);
    }

    /** Keeps the spec, and begins to make it true. */
    synchronized void apply(EnvironmentSpec next) {
        if (next.revision() < spec.revision()) {
            LOG.info("{}: revision {} is older than {} and ignored", id, next.revision(), spec.revision());
            return;
        }
        Validation.check(next);
        platform.folders().demandRoom(platform.reserve());
        try {
            Json.save(specFile(), next);
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.EXHAUSTED,
                    "cannot keep the state of " + id + ": " + e.getMessage() + "; what runs goes on", e);
        }
        spec = next;
        try {
            diversions.retain(next);
        } catch (IOException e) {
            LOG.warn("{}: diversions of services that are gone are forgotten later: {}", id, e.getMessage());
        }
        changes.add();
        worker.execute(this::converge);
    }

    private void converge() {
        if (closed) {
            return;
        }
        try {
            var wanted = spec;
            converge(wanted);
            given = wanted;
            problem = "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: {}", id, e.getMessage(), e);
            problem = id + " cannot be set up and is tried again: " + e.getMessage();
            Thread.ofVirtual().start(this::tryAgain);
        }
        changes.add();
    }

    private void tryAgain() {
        try {
            Thread.sleep(AGAIN);
            if (!closed) {
                worker.execute(this::converge);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converge(EnvironmentSpec wanted) throws IOException, InterruptedException {
        var net = network();
        net.expose(ports(wanted));
        for (var service : wanted.services()) {
            if (service instanceof WebSpec web && processes.isDiverted(web.name())) {
                processes.divert(web, net); // its instances may have to wait for datastores
            }
        }
        for (var service : wanted.services()) {
            if (service instanceof DatastoreSpec datastore) {
                datastores.keep(datastore, net);
            }
        }
        for (var left : datastores.running()) {
            if (wanted.service(left.name()).isEmpty()) {
                datastores.keep(left, net);
            }
        }
        datastores.awaitAttempts();
        for (var service : wanted.services()) {
            if (service instanceof ProcessSpec process) {
                processes.keep(process, net);
            }
        }
        processes.removeOthers(wanted);
        processes.endLeftovers();
    }

    private synchronized EnvironmentNetwork network() throws IOException {
        var known = network;
        if (known == null) {
            known = platform.networks().open(id);
            network = known;
        }
        return known;
    }

    private Map<String, Integer> ports(EnvironmentSpec wanted) {
        var ports = new TreeMap<String, Integer>();
        datastores.running().forEach(left -> ports.put(left.name(), DatastoreKeeper.port(left)));
        for (var service : wanted.services()) {
            switch (service) {
                case WebSpec web -> ports.put(web.name(), web.port());
                case DatastoreSpec datastore -> ports.put(datastore.name(), DatastoreKeeper.port(datastore));
                default -> {
                }
            }
        }
        return ports;
    }

    /** Stops everything and forgets it, but for datastores' data. Returns when that is done. */
    void remove() {
        synchronized (this) {
            // should the node end here, the next one finds nothing wanted, and this revision still the newest
            spec = new EnvironmentSpec(id, Math.max(1, spec.revision()), List.of());
            try {
                if (Files.exists(specFile())) {
                    Json.save(specFile(), spec);
                }
                diversions.retain(spec);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the state of " + id + ": " + e.getMessage(), e);
            }
        }
        await(worker.submit(() -> {
            removeNow();
            return null;
        }));
    }

    private void removeNow() throws IOException, InterruptedException {
        processes.removeOthers(spec);
        processes.endLeftoversNow();
        datastores.stopAll();
        datastores.rest();
        closed = true;
        platform.networks().remove(id);
        logs.close();
        Trees.delete(platform.folders().logs(id));
        Trees.delete(state.resolve("services"));
        Files.deleteIfExists(specFile());
        if (datastores.isEmpty()) {
            Trees.delete(state);
        }
        changes.add();
    }

    /** Deletes a datastore's data, for good. */
    void destroyDatastore(String service) {
        if (spec.service(service).filter(DatastoreSpec.class::isInstance).isPresent()) {
            throw new EngineException(EngineException.Code.INVALID, "'" + service
                    + "' is still wanted in " + id + "; take it out of the blueprint and deploy first");
        }
        var known = datastores.known(service);
        await(worker.submit(() -> {
            datastores.destroy(service, known);
            var net = network;
            if (net != null) {
                net.expose(ports(spec));
            }
            changes.add();
            return null;
        }));
    }

    /** Where a datastore is reached from the machine itself. */
    Engine.Reach reach(String service) {
        return datastores.reach(service);
    }

    /** Gives what each datastore that runs counts. */
    void count(BiConsumer<String, Vitals> to) {
        datastores.count(to);
    }

    /** The backups of a datastore. */
    Backups backups(String service) {
        return datastores.backups(service);
    }

    /** Restores a datastore into a new one, which is wanted from then on; returns when it runs, or could not start. */
    void restore(RestoreOrder order, EnvironmentKeeper from) throws InterruptedException {
        var lock = restores.computeIfAbsent(order.as(), _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            var restored = datastores.restore(spec, order, from.datastores);
            if (restored.isPresent()) {
                await(worker.submit(() -> {
                    datastores.adopt(restored.get());
                    converge();
                    return null;
                }));
            }
        } finally {
            lock.unlock();
        }
    }

    private static void await(java.util.concurrent.Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Code.FAILED, "interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof EngineException known) {
                throw known;
            }
            throw new EngineException(EngineException.Code.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Keeps what becomes of requests for a web service; from when this returns, new requests meet it. */
    synchronized void divert(String service, Diversion diversion) {
        var web = demandWeb(service);
        Diversions.check(diversion);
        boolean changed = !diversion.equals(diversions.of(service));
        try {
            if (changed) {
                diversions.put(service, diversion);
            }
            processes.divert(web, network());
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.EXHAUSTED,
                    "cannot keep the state of " + id + ": " + e.getMessage() + "; requests go where they went", e);
        }
        if (changed) {
            logs.of(service).platform(Diversions.words(diversion));
        }
    }

    /** What passed the edge to a web service. */
    EdgeTraffic traffic(String service) {
        demandWeb(service);
        return processes.traffic(service);
    }

    private WebSpec demandWeb(String service) {
        return spec.service(service).filter(WebSpec.class::isInstance).map(WebSpec.class::cast)
                .orElseThrow(() -> new EngineException(EngineException.Code.NOT_FOUND,
                        "there is no web service '" + service + "' in " + id));
    }

    /** Replaces each instance of a service by a new one. */
    void restart(String service) throws InterruptedException {
        processes.restart(service);
    }

    /** Runs a command to its end. */
    int run(OneOff oneOff, Consumer<LogLine> output, BooleanSupplier gone) throws InterruptedException {
        Validation.checkCommand(oneOff.service(), oneOff.workload());
        platform.folders().demandRoom(platform.reserve());
        try {
            return new OneOffs(platform, logs, network()).run(oneOff, output, gone);
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.FAILED, oneOff.label() + " cannot run: " + e.getMessage(),
                    e);
        }
    }

    LogFeed feed(LogQuery query) {
        return logs.feed(query);
    }

    EnvironmentStatus status() {
        var wanted = spec;
        boolean known = wanted.equals(given);
        var services = new TreeMap<String, ServiceStatus>();
        datastores.report(status -> services.put(status.service(), status));
        processes.report(status -> services.put(status.service(), status));
        for (var service : wanted.services()) {
            int release = service instanceof ProcessSpec process ? process.workload().release() : 0;
            var now = services.get(service.name());
            if (now == null) {
                services.put(service.name(), unstarted(service.name(), release));
            } else if (!known || now.rollout().release() != release) {
                services.put(service.name(), new ServiceStatus(now.service(), now.release(), starting(release),
                        now.instances(), now.next(), now.detail()));
            }
        }
        var missing = new ArrayList<>(platform.missing());
        if (!problem.isEmpty()) {
            missing.add(problem);
        }
        return new EnvironmentStatus(id, wanted.revision(), platform.clock().instant(),
                List.copyOf(services.values()), missing);
    }

    private static Rollout starting(int release) {
        return new Rollout.Rolling(release, 0, 1, "starting");
    }

    private static ServiceStatus unstarted(String service, int release) {
        return new ServiceStatus(service, 0, starting(release), List.of(), null, "");
    }

    /** Pids by which the meter tells its processes apart. */
    Set<Integer> roots() {
        return datastores.roots();
    }

    /** Whether an instance is one of those that only live as long as somebody waits for them. */
    static boolean isOrphan(Instance instance) {
        return instance.record().kind() == InstanceRecord.Kind.ONE_OFF;
    }

    /** Stops all instances and servers, keeping the spec: they come back with the next node. */
    void stopAll() throws InterruptedException {
        closed = true;
        processes.stopAll();
        datastores.stopAll();
    }

    /** Stops keeping it; everything it runs goes on. */
    @Override
    public void close() {
        closed = true;
        worker.shutdownNow();
        processes.close();
        datastores.close();
        try {
            var _ = worker.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logs.close();
    }
}
