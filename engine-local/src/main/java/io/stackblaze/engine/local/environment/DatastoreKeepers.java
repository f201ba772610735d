package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.Secret;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.local.datastore.Backups;
import io.stackblaze.engine.local.datastore.DatastoreException;
import io.stackblaze.engine.local.datastore.DatastoreKeeper;
import io.stackblaze.engine.local.datastore.Vitals;
import io.stackblaze.engine.local.logs.Logs;
import io.stackblaze.engine.local.network.EnvironmentNetwork;
import io.stackblaze.sandbox.Trees;

/**
 * The databases of one environment: those that run, and those whose data is kept. What changes them is called on the
 * environment's own thread; the rest may be called from any.
 */
final class DatastoreKeepers implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final EnvironmentId id;
    private final Platform platform;
    private final Logs logs;
    private final Changes changes;
    private final Datastores datastores;
    private final Map<String, DatastoreKeeper> keepers = new ConcurrentHashMap<>();

    /**
     * A database that was restored, and is not kept yet.
     *
     * @param folder name of its folder
     * @param origin the order it came of
     */
    record Restored(DatastoreSpec spec, String folder, String origin) {}

    DatastoreKeepers(EnvironmentId id, Platform platform, Path state, Logs logs, Changes changes) throws IOException {
        this.id = id;
        this.platform = platform;
        this.logs = logs;
        this.changes = changes;
        this.datastores = new Datastores(state.resolve("datastores.json"));
    }

    /** Those that run as long as their environment does, though they may be in no spec any more. */
    List<DatastoreSpec> running() {
        return datastores.running();
    }

    /** Whether no data is kept. */
    boolean isEmpty() { return datastores.names().isEmpty(); }

    /** Keeps one as its spec says. */
    void keep(DatastoreSpec datastore, EnvironmentNetwork net) throws IOException {
        var folder = folder(datastores.folder(datastore));
        var known = keepers.get(datastore.name());
        if (known != null) {
            known.want(datastore);
            return;
        }
        var keeper = new DatastoreKeeper(datastore,
                new DatastoreKeeper.Surroundings(folder, platform.binaries(), net.address(datastore.name()),
                        logs.of(datastore.name()), platform.meter(), platform.clock(), changes::add,
                        platform.backups().of(id, datastore.name(), folder.getFileName().toString())));
        keepers.put(datastore.name(), keeper);
        keeper.start();
    }

    private Path folder(String name) {
        return platform.folders().data(id).resolve(name);
    }

    /** Waits until each has started, or tried to. */
    void awaitAttempts() throws InterruptedException {
        for (var keeper : keepers.values()) {
            keeper.awaitAttempt(START);
        }
    }

    /** Stops those that run; they come back when they are kept again. */
    void stopAll() throws InterruptedException {
        for (var name : Set.copyOf(keepers.keySet())) {
            stop(name);
        }
    }

    private void stop(String datastore) throws InterruptedException {
        var keeper = keepers.remove(datastore);
        if (keeper != null) {
            try {
                keeper.stop();
            } catch (DatastoreException e) {
                throw new EngineException(EngineException.Code.FAILED,
                        datastore + " could not be stopped: " + e.getMessage(), e);
            }
        }
    }

    /** From now on none runs by itself; the data stays. */
    void rest() throws IOException {
        datastores.stopped();
    }

    /** One whose data is kept. */
    Datastores.Known known(String service) {
        return datastores.of(service).orElseThrow(() -> new EngineException(EngineException.Code.NOT_FOUND,
                "there is no datastore '" + service + "' in " + id));
    }

    /** Deletes one with its data, for good. */
    void destroy(String service, Datastores.Known known) throws IOException, InterruptedException, DatastoreException {
        var keeper = keepers.remove(service);
        if (keeper == null) {
            keeper = new DatastoreKeeper(known.spec(),
                    new DatastoreKeeper.Surroundings(folder(known.folder()), platform.binaries(), "127.0.0.1",
                            logs.of(service), platform.meter(), platform.clock(), changes::add,
                            platform.backups().of(id, service, known.folder())));
        }
        keeper.destroy();
        platform.backups().forget(id, known.folder());
        datastores.forget(service);
        Trees.delete(folder(known.folder()));
    }

    /** Where one that runs is reached from the machine itself. */
    Engine.Reach reach(String service) {
        return Optional.ofNullable(keepers.get(service)).flatMap(DatastoreKeeper::reach)
                .orElseThrow(() -> new EngineException(EngineException.Code.NOT_FOUND,
                        "no datastore '" + service + "' runs in " + id));
    }

    /** The backups of one. */
    Backups backups(String service) {
        var keeper = keepers.get(service);
        if (keeper == null) {
            throw new EngineException(EngineException.Code.NOT_FOUND,
                    "there is no datastore '" + service + "' in " + id);
        }
        return keeper.backups().orElseThrow(() -> new EngineException(EngineException.Code.INVALID,
                "'" + service + "' has no backups yet: they begin when it runs"));
    }

    /**
     * Makes a folder of one as it was; it is kept once it is {@link #adopt adopted}. Empty when it was done already.
     */
    Optional<Restored> restore(EnvironmentSpec wanted, RestoreOrder order, DatastoreKeepers from)
            throws InterruptedException {
        var as = order.as();
        if (datastores.of(as).filter(one -> order.once().equals(one.origin())).isPresent()) {
            return Optional.empty();
        }
        var backups = from.backups(order.service());
        if (datastores.of(as).isPresent() || wanted.service(as).isPresent()) {
            throw taken(as);
        }
        var source = from.known(order.service()).spec();
        var copy = copy(source, as, Objects.requireNonNullElse(order.password(), source.password()));
        Validation.check(new EnvironmentSpec(id, Math.max(1, wanted.revision()), List.of(copy)));
        var folder = Datastores.fresh(as);
        backups.restore(order.target(), copy, platform.backups(), folder(folder));
        return Optional.of(new Restored(copy, folder, order.once()));
    }

    private EngineException taken(String name) {
        return new EngineException(EngineException.Code.INVALID,
                "'" + name + "' exists already in " + id + "; a restore never overwrites: give another name");
    }

    private static DatastoreSpec copy(DatastoreSpec of, String as, Secret password) {
        return switch (of) {
            case PostgresSpec old -> new PostgresSpec(as, old.version(), old.user(), password, old.database(),
                    old.resources(), old.storageGb(), old.extensions(), old.backup());
            // One without persistence would lose what was restored at its first restart.
            case RedisSpec old -> new RedisSpec(as, old.version(), password, old.resources(), old.eviction(),
                    old.persistence() == RedisSpec.Persistence.NONE ? RedisSpec.Persistence.RDB : old.persistence(),
                    old.backup());
        };
    }

    /** Makes a restored one run as long as its environment does, unless another took its name meanwhile. */
    void adopt(Restored restored) throws IOException {
        if (datastores.of(restored.spec().name()).isPresent()) {
            Trees.delete(folder(restored.folder()));
            throw taken(restored.spec().name());
        }
        datastores.adopt(restored.spec(), restored.folder(), restored.origin());
    }

    /** Gives what each that runs counts, under its label {@code shop/production/db}. */
    void count(BiConsumer<String, Vitals> to) {
        keepers.forEach((name, keeper) -> keeper.vitals().ifPresent(now -> to.accept(id + "/" + name, now)));
    }

    /** Gives the state of each that runs. */
    void report(Consumer<ServiceStatus> to) {
        keepers.values().forEach(keeper -> to.accept(keeper.status()));
    }

    /** Pids by which the meter tells their processes apart. */
    Set<Integer> roots() {
        return keepers.values().stream().map(DatastoreKeeper::root).collect(Collectors.toSet());
    }

    /** Stops keeping them; their servers go on. */
    @Override
    public void close() {
        keepers.values().forEach(DatastoreKeeper::close);
    }
}
