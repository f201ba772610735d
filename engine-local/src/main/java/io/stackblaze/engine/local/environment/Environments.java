package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.stackblaze.engine.BackupReport;
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
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.engine.local.datastore.Vitals;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.logs.LogFeed;
import io.stackblaze.engine.local.logs.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All environments of a node. Any thread. */
public final class Environments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Environments.class);

    private final Platform platform;
    private final Map<EnvironmentId, EnvironmentKeeper> keepers = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Object> locks = new ConcurrentHashMap<>();

    /** Environments of one node; nothing happens yet. */
    public Environments(Platform platform) {
        this.platform = platform;
    }

    /**
     * Finds everything as it was left, takes it over, and goes on with it. An environment whose state cannot be read is
     * left alone, with all it runs, and does not keep the others from going on.
     */
    public void resume() throws IOException {
        var mine = new HashSet<EnvironmentId>();
        var unreadable = new HashSet<EnvironmentId>();
        for (var id : platform.folders().environments()) {
            try {
                if (keeper(id).isKnown()) {
                    mine.add(id);
                }
            } catch (UncheckedIOException e) {
                LOG.error("{} is left alone: {}", id, e.getMessage());
                unreadable.add(id);
            }
        }
        var known = new HashSet<>(mine);
        known.addAll(unreadable);
        platform.networks().sweep(known);
        for (var instance : platform.instances().adopt(record -> sink(record, unreadable))) {
            if (!EnvironmentKeeper.isOrphan(instance) && mine.contains(instance.record().environment())) {
                keeper(instance.record().environment()).adopt(instance);
            } else {
                LOG.info("{} belongs to nobody any more", instance.record().id());
                Thread.ofVirtual().start(() -> end(instance));
            }
        }
        keepers.entrySet().removeIf(entry -> !entry.getValue().isKnown());
        keepers.values().forEach(EnvironmentKeeper::resume);
    }

    private Optional<Sink> sink(InstanceRecord record, Set<EnvironmentId> unreadable) {
        var id = record.environment();
        if (unreadable.contains(id)) {
            return Optional.empty();
        }
        var keeper = keepers.get(id);
        return keeper == null || record.kind() == InstanceRecord.Kind.ONE_OFF
                ? Optional.of((_, _) -> {})
                : Optional.of(keeper.logs().of(record.service()).sink(record.name(), record.id()));
    }

    private static void end(Instance instance) {
        try {
            instance.kill();
            instance.forget();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EnvironmentKeeper keeper(EnvironmentId id) {
        return keepers.computeIfAbsent(id, fresh -> {
            try {
                return new EnvironmentKeeper(fresh, platform);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot open " + fresh + ": " + e.getMessage(), e);
            }
        });
    }

    private EnvironmentKeeper existing(EnvironmentId id) {
        var keeper = keepers.get(id);
        if (keeper == null) {
            throw new EngineException(EngineException.Code.NOT_FOUND,
                    "there is no environment " + id + " here; deploy it first");
        }
        return keeper;
    }

    private Object lock(EnvironmentId id) {
        return locks.computeIfAbsent(id, _ -> new Object());
    }

    /** Keeps the spec, and begins to make it true. */
    public void apply(EnvironmentSpec spec) {
        synchronized (lock(spec.id())) {
            keeper(spec.id()).apply(spec);
        }
    }

    /** Stops and forgets everything of an environment but its datastores' data. */
    public void remove(EnvironmentId id) {
        synchronized (lock(id)) {
            var keeper = keepers.get(id);
            if (keeper != null) {
                keeper.remove();
                keepers.remove(id);
                keeper.close();
            }
        }
    }

    /** Deletes a datastore's data, of an environment that is gone too. */
    public void destroyDatastore(EnvironmentId id, String service) {
        synchronized (lock(id)) {
            boolean wasThere = keepers.containsKey(id);
            var keeper = keeper(id);
            try {
                keeper.destroyDatastore(service);
            } finally {
                if (!wasThere) {
                    keepers.remove(id);
                    keeper.close();
                }
            }
        }
    }

    /** Where a datastore that runs is reached from the machine itself. */
    public Engine.Reach reach(EnvironmentId id, String service) {
        return existing(id).reach(service);
    }

    /** Changes what becomes of requests for a web service; from when this returns, new requests meet it. */
    public void divert(EnvironmentId id, String service, Diversion diversion) {
        existing(id).divert(service, diversion);
    }

    /** What passed the edge to a web service. */
    public EdgeTraffic traffic(EnvironmentId id, String service) {
        return existing(id).traffic(service);
    }

    /**
     * What each datastore that runs counts, by its label {@code shop/production/db}; asks them all, a few seconds each.
     */
    public Map<String, Vitals> vitals() {
        var found = new HashMap<String, Vitals>();
        keepers.values().forEach(keeper -> keeper.count(found::put));
        return found;
    }

    /** How the backups of a datastore stand. */
    public BackupReport backups(EnvironmentId id, String service) {
        return existing(id).backups(service).report();
    }

    /** Takes a full copy now. */
    public void backUp(EnvironmentId id, String service) throws InterruptedException {
        existing(id).backups(service).take();
    }

    /** Proves that a random moment can be restored. */
    public void prove(EnvironmentId id, String service) throws InterruptedException {
        existing(id).backups(service).prove();
    }

    /** Gives this moment a name. */
    public void mark(EnvironmentId id, String service, String label) throws InterruptedException {
        existing(id).backups(service).mark(label);
    }

    /** What a restore would give and take. */
    public RestoreOutlook outlook(EnvironmentId id, String service, RestoreTarget target) throws InterruptedException {
        return existing(id).backups(service).outlook(target);
    }

    /** Restores a datastore into a new one; returns when it runs. */
    public void restore(RestoreOrder order) throws InterruptedException {
        existing(order.into()).restore(order, existing(order.id()));
    }

    /** Environments that are wanted. */
    public List<EnvironmentId> known() {
        return keepers.entrySet().stream().filter(entry -> entry.getValue().isKnown()).map(Map.Entry::getKey)
                .sorted(java.util.Comparator.comparing(EnvironmentId::toString)).toList();
    }

    /** What an environment is now; revision 0 for one that is not known. */
    public EnvironmentStatus status(EnvironmentId id) {
        var keeper = keepers.get(id);
        return keeper == null
                ? new EnvironmentStatus(id, 0, platform.clock().instant(), List.of(), platform.missing())
                : keeper.status();
    }

    /** Changes of an environment; a count that never moves for one that is not known. */
    public Changes changes(EnvironmentId id) {
        var keeper = keepers.get(id);
        return keeper == null ? new Changes() : keeper.changes();
    }

    /** What every known environment is now. */
    public List<EnvironmentStatus> statuses() {
        return known().stream().map(this::status).toList();
    }

    /** Puts a line of the router's into the log of the service with that label, {@code shop/production/web}. */
    public void request(String label, String line) {
        var parts = label.split("/");
        var keeper = parts.length == 3 ? keepers.get(new EnvironmentId(parts[0], parts[1])) : null;
        if (keeper != null && keeper.isKnown()) {
            keeper.logs().of(parts[2]).write(RequestLog.ROUTER, line);
        }
    }

    /** Opens a feed of log lines. */
    public LogFeed feed(EnvironmentId id, LogQuery query) {
        return existing(id).feed(query);
    }

    /** Replaces each instance of a service. */
    public void restart(EnvironmentId id, String service) throws InterruptedException {
        existing(id).restart(service);
    }

    /** Runs a command to its end; for an environment that was never applied too. */
    public int run(OneOff oneOff, Consumer<LogLine> output, BooleanSupplier gone) throws InterruptedException {
        EnvironmentKeeper keeper;
        synchronized (lock(oneOff.id())) {
            keeper = keeper(oneOff.id());
        }
        return keeper.run(oneOff, output, gone);
    }

    /** Pids by which the meter tells processes apart. */
    public Set<Integer> roots() {
        var roots = new HashSet<Integer>();
        keepers.values().forEach(keeper -> roots.addAll(keeper.roots()));
        roots.addAll(platform.instances().sessions());
        roots.remove(0);
        return roots;
    }

    /** Stops everything that runs, keeping what is wanted for the next node. */
    public void stopAll() {
        var threads = keepers.values().stream().map(keeper -> Thread.ofVirtual().start(() -> {
            try {
                keeper.stopAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).toList();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Lets go; everything that runs goes on. */
    @Override
    public void close() {
        keepers.values().forEach(EnvironmentKeeper::close);
    }
}
