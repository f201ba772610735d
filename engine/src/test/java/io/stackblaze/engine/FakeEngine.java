package io.stackblaze.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * An engine that runs nothing and does as it is told: what is applied is live at once, unless a test says that it
 * fails, hangs, or that the engine is not there. It remembers everything that was asked of it. Any thread may use it.
 */
public final class FakeEngine implements Engine {
    private final Map<EnvironmentId, Environment> environments = new HashMap<>();
    private final List<EnvironmentSpec> applied = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<OneOff> runs = new ArrayList<>();
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private Predicate<ProcessSpec> failing = _ -> false;
    private Predicate<ServiceSpec> hanging = _ -> false;
    private Function<OneOff, Result> running = _ -> new Result(0, List.of());
    private BiFunction<EnvironmentId, String, Optional<Reach>> reaching = (_, _) -> Optional.empty();
    private BiFunction<EnvironmentId, String, EdgeTraffic> passing = (_, _) -> EdgeTraffic.NONE;
    private volatile Consumer<String> changing = _ -> {};
    private boolean reachable = true;
    private volatile CountDownLatch restores = new CountDownLatch(0);
    private final Set<String> restored = new HashSet<>();
    private String restoreRefusal = "";
    private long freeBytes = 10L << 30;
    private String pointRefusal = "";
    private List<String> missing = List.of();

    /** What a one-off command ends with. */
    public record Result(int code, List<String> lines) {}

    private static final class Environment {
        private @Nullable EnvironmentSpec spec;
        private final Map<String, Integer> serving = new HashMap<>();
        private final Map<String, Instant> startedAt = new HashMap<>();
        private final Set<String> data = new java.util.TreeSet<>();
        private final Map<String, Diversion> diversions = new HashMap<>();
        private final Map<String, List<BackupReport.Point>> points = new HashMap<>();
        private final List<LogLine> log = new ArrayList<>();
    }

    private record Watcher(EnvironmentId id, @Nullable Consumer<EnvironmentStatus> status,
            @Nullable Consumer<LogLine> lines) {}

    /** An engine that keeps time with the system. */
    public FakeEngine() {
        this(Clock.systemUTC());
    }

    /** An engine with a clock of its own. */
    public FakeEngine(Clock clock) {
        this.clock = clock;
    }

    /** From now on, new releases of such services never become healthy. */
    public synchronized void failWhen(Predicate<ProcessSpec> fails) {
        this.failing = fails;
    }

    /** From now on, such services stay on their way until this is called again. */
    public void hangWhen(Predicate<ServiceSpec> hangs) {
        synchronized (this) {
            this.hanging = hangs;
        }
        environmentsNow().forEach(this::tell);
    }

    /** From now on, one-off commands end like this. */
    public synchronized void runWith(Function<OneOff, Result> result) {
        this.running = result;
    }

    /** From now on, no moment gets a name, for this reason. */
    public synchronized void refusePoints(String why) {
        this.pointRefusal = why;
    }

    /** From now on, restores end when this opens. */
    public void holdRestores(CountDownLatch until) {
        this.restores = until;
    }

    /** From now on, nothing can be restored, for this reason. */
    public synchronized void refuseRestores(String why) {
        this.restoreRefusal = why;
    }

    /** From now on, the disk has that much room. */
    public synchronized void freeBytes(long bytes) {
        this.freeBytes = bytes;
    }

    /** Whether calls are answered from now on. */
    public synchronized void reachable(boolean answers) {
        this.reachable = answers;
    }

    /** From now on, datastores are reached there; those it gives nothing for do not run. */
    public synchronized void reachWith(BiFunction<EnvironmentId, String, Optional<Reach>> reach) {
        this.reaching = reach;
    }

    /**
     * From now on, this is called before and after each change that is asked for; it may throw, as if all ended then.
     */
    public void changeWith(Consumer<String> around) {
        this.changing = around;
    }

    /** From now on, this is what passed the edge to a service. */
    public synchronized void passWith(BiFunction<EnvironmentId, String, EdgeTraffic> traffic) {
        this.passing = traffic;
    }

    /** What becomes of requests for a service now. */
    public synchronized Diversion diversion(EnvironmentId id, String service) {
        return environment(id).diversions.getOrDefault(service, new Diversion.None());
    }

    /** What this engine says it cannot do. */
    public synchronized void missing(List<String> sentences) {
        this.missing = List.copyOf(sentences);
    }

    /** Has an instance write a line. */
    public void write(EnvironmentId id, LogLine line) {
        synchronized (this) {
            environment(id).log.add(line);
        }
        watchers.stream().filter(watcher -> watcher.id().equals(id) && watcher.lines() != null)
                .forEach(watcher -> watcher.lines().accept(line));
    }

    /** Every spec that was taken, in order. */
    public synchronized List<EnvironmentSpec> applied() {
        return List.copyOf(applied);
    }

    /** What was asked for beside {@code apply}, in order: {@code restart shop/production web}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** The commands that were run. */
    public synchronized List<OneOff> runs() {
        return List.copyOf(runs);
    }

    /** The last spec that an environment was given; empty after it was removed. */
    public synchronized Optional<EnvironmentSpec> wanted(EnvironmentId id) {
        return Optional.ofNullable(environments.get(id)).map(environment -> environment.spec);
    }

    /** Datastores of an environment that have data. */
    public synchronized Set<String> data(EnvironmentId id) {
        return Set.copyOf(environment(id).data);
    }

    /** Release that a service serves now; 0 for none. */
    public synchronized int serving(EnvironmentId id, String service) {
        return environment(id).serving.getOrDefault(service, 0);
    }

    @Override
    public synchronized List<String> missing() {
        refuseUnreachable();
        return missing;
    }

    @Override
    public void apply(EnvironmentSpec spec) {
        changing.accept("before apply");
        synchronized (this) {
            refuseUnreachable();
            var environment = environment(spec.id());
            if (environment.spec != null && environment.spec.revision() >= spec.revision()) {
                return;
            }
            environment.spec = spec;
            applied.add(spec);
            spec.services().stream().filter(DatastoreSpec.class::isInstance)
                    .forEach(datastore -> environment.data.add(datastore.name()));
            environment.serving.keySet().removeIf(name -> spec.service(name).isEmpty());
            environment.diversions.keySet().removeIf(name -> spec.service(name).isEmpty());
        }
        tell(spec.id());
        changing.accept("after apply");
    }

    @Override
    public void remove(EnvironmentId id) {
        synchronized (this) {
            refuseUnreachable();
            calls.add("remove " + id);
            environment(id).spec = null;
            environment(id).diversions.clear();
            environment(id).serving.clear();
        }
        tell(id);
    }

    @Override
    public synchronized void destroyDatastore(EnvironmentId id, String service) {
        refuseUnreachable();
        calls.add("destroy " + id + " " + service);
        environment(id).data.remove(service);
    }

    @Override
    public synchronized BackupReport backups(EnvironmentId id, String service) {
        refuseUnreachable();
        if (!environment(id).data.contains(service)) {
            throw new EngineException(EngineException.Code.NOT_FOUND, "there is no datastore '" + service + "'");
        }
        var now = clock.instant();
        var spec = environment(id).spec;
        var redis = spec != null && spec.service(service).filter(RedisSpec.class::isInstance).isPresent();
        return new BackupReport(BackupReport.State.HEALTHY, "",
                redis ? List.of() : List.of(new BackupReport.Range(now.minusSeconds(3600), now)),
                List.of(new BackupReport.Base("base-1", now.minusSeconds(3600), 64 << 20, 8 << 20)),
                List.copyOf(environment(id).points.getOrDefault(service, List.of())),
                new BackupReport.Proof(now.minusSeconds(600), now.minusSeconds(900), 12, 3400, 7, 2300, List.of()));
    }

    @Override
    public synchronized BackupReport backUp(EnvironmentId id, String service) {
        calls.add("back up " + id + " " + service);
        return backups(id, service);
    }

    @Override
    public synchronized BackupReport proveBackups(EnvironmentId id, String service) {
        calls.add("prove " + id + " " + service);
        return backups(id, service);
    }

    @Override
    public synchronized BackupReport markPoint(EnvironmentId id, String service, String label) {
        if (!pointRefusal.isEmpty()) {
            throw new EngineException(EngineException.Code.NOT_FOUND, pointRefusal);
        }
        environment(id).points.computeIfAbsent(service, _ -> new ArrayList<>())
                .add(new BackupReport.Point(label, clock.instant()));
        return backups(id, service);
    }

    @Override
    public synchronized RestoreOutlook restorable(EnvironmentId id, String service, RestoreTarget target) {
        backups(id, service);
        var at = target.at();
        if (at != null && at.isAfter(clock.instant())) {
            throw new EngineException(EngineException.Code.INVALID, at + " is in the future.");
        }
        return new RestoreOutlook(at == null ? clock.instant() : at, 100 << 20, freeBytes);
    }

    @Override
    public BackupReport restoreDatastore(RestoreOrder order) {
        awaitRestores();
        synchronized (this) {
            var report = backups(order.id(), order.service());
            if (!restoreRefusal.isEmpty()) {
                throw new EngineException(EngineException.Code.FAILED, restoreRefusal);
            }
            if (!restored.add(order.once())) {
                return report;
            }
            if (!environment(order.into()).data.add(order.as())) {
                throw new EngineException(EngineException.Code.INVALID, "'" + order.as() + "' exists already");
            }
            var elsewhere = order.into().equals(order.id()) ? "" : order.into() + " ";
            calls.add("restore " + order.id() + " " + order.service() + " as " + elsewhere + order.as());
            return report;
        }
    }

    private void awaitRestores() {
        try {
            restores.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Code.FAILED, "interrupted", e);
        }
    }

    @Override
    public synchronized Reach reach(EnvironmentId id, String service) {
        refuseUnreachable();
        return reaching.apply(id, service).orElseThrow(() -> new EngineException(EngineException.Code.NOT_FOUND,
                "no datastore '" + service + "' runs in " + id));
    }

    @Override
    public void divert(EnvironmentId id, String service, Diversion diversion) {
        changing.accept("before divert");
        synchronized (this) {
            refuseUnreachable();
            refuseNoWeb(id, service);
            calls.add("divert " + id + " " + service + " " + diversion);
            environment(id).diversions.put(service, diversion);
        }
        changing.accept("after divert");
    }

    @Override
    public synchronized EdgeTraffic edgeTraffic(EnvironmentId id, String service) {
        refuseUnreachable();
        refuseNoWeb(id, service);
        return passing.apply(id, service);
    }

    private void refuseNoWeb(EnvironmentId id, String service) {
        if (wanted(id).flatMap(spec -> spec.service(service)).filter(WebSpec.class::isInstance).isEmpty()) {
            throw new EngineException(EngineException.Code.NOT_FOUND,
                    "there is no web service '" + service + "' in " + id);
        }
    }

    @Override
    public synchronized List<EnvironmentId> environments() {
        refuseUnreachable();
        return environmentsNow();
    }

    @Override
    public synchronized EnvironmentStatus status(EnvironmentId id) {
        refuseUnreachable();
        var environment = environment(id);
        if (environment.spec == null) {
            return new EnvironmentStatus(id, 0, clock.instant(), List.of(), missing);
        }
        return new EnvironmentStatus(id, environment.spec.revision(), clock.instant(),
                environment.spec.services().stream().map(service -> status(environment, service)).toList(), missing);
    }

    @Override
    public Subscription watch(EnvironmentId id, Consumer<EnvironmentStatus> consumer) {
        consumer.accept(status(id));
        return subscribe(new Watcher(id, consumer, null));
    }

    @Override
    public Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> consumer) {
        Consumer<LogLine> chosen = line -> {
            if (query.services().isEmpty() || query.services().contains(line.service())) {
                consumer.accept(line);
            }
        };
        List<LogLine> written;
        synchronized (this) {
            refuseUnreachable();
            var log = environment(id).log;
            written = List.copyOf(log.subList(Math.max(0, log.size() - query.tail()), log.size()));
        }
        written.forEach(chosen);
        return query.follow() ? subscribe(new Watcher(id, null, chosen)) : new Ended();
    }

    @Override
    public synchronized void restart(EnvironmentId id, String service) {
        refuseUnreachable();
        calls.add("restart " + id + " " + service);
        environment(id).startedAt.put(service, clock.instant());
    }

    @Override
    public int run(OneOff oneOff, Consumer<LogLine> output) {
        Function<OneOff, Result> how;
        synchronized (this) {
            refuseUnreachable();
            runs.add(oneOff);
            how = running;
        }
        var result = how.apply(oneOff);
        result.lines()
                .forEach(line -> output.accept(new LogLine(clock.instant(), oneOff.service(), oneOff.label(), line)));
        return result.code();
    }

    @Override
    public void close() {}

    private Environment environment(EnvironmentId id) {
        return environments.computeIfAbsent(id, _ -> new Environment());
    }

    private synchronized List<EnvironmentId> environmentsNow() {
        return environments.entrySet().stream().filter(entry -> entry.getValue().spec != null).map(Map.Entry::getKey)
                .toList();
    }

    private ServiceStatus status(Environment environment, ServiceSpec service) {
        int release = service instanceof ProcessSpec process ? process.workload().release() : 0;
        var rollout = rollout(environment, service, release);
        if (rollout instanceof Rollout.Live) {
            environment.serving.put(service.name(), release);
        }
        int serving = environment.serving.getOrDefault(service.name(), 0);
        return new ServiceStatus(service.name(), serving, rollout, instances(environment, service, serving), null, "");
    }

    private Rollout rollout(Environment environment, ServiceSpec service, int release) {
        boolean serves = environment.serving.getOrDefault(service.name(), 0) == release && release > 0;
        if (service instanceof ProcessSpec process && !serves && failing.test(process)) {
            return new Rollout.Failed(release, "exited with code 1 after 0.4 s", List.of("boom", "the end"));
        }
        if (hanging.test(service)) {
            return new Rollout.Rolling(release, 0, count(service), "health");
        }
        boolean stopped = service instanceof CronSpec cron ? cron.paused() : count(service) == 0;
        return stopped ? new Rollout.Stopped(release) : new Rollout.Live(release);
    }

    private List<InstanceStatus> instances(Environment environment, ServiceSpec service, int serving) {
        var started = environment.startedAt.computeIfAbsent(service.name(), _ -> clock.instant());
        var instances = new LinkedHashMap<String, InstanceStatus>();
        for (int i = 1; (serving > 0 || service instanceof DatastoreSpec) && i <= count(service); i++) {
            String name = service.name() + "." + i;
            instances.put(name,
                    new InstanceStatus(name, serving, InstanceStatus.State.READY, started, null, null, 0, "",
                            1.5, 20L << 20));
        }
        return List.copyOf(instances.values());
    }

    private static int count(ServiceSpec service) {
        return switch (service) {
            case WebSpec web -> web.scaling().min();
            case WorkerSpec worker -> worker.scaling().min();
            case CronSpec _ -> 0;
            case DatastoreSpec _ -> 1;
        };
    }

    private void refuseUnreachable() {
        if (!reachable) {
            throw new EngineException(EngineException.Code.UNREACHABLE, "The node does not answer.");
        }
    }

    private void tell(EnvironmentId id) {
        watchers.stream().filter(watcher -> watcher.id().equals(id) && watcher.status() != null)
                .forEach(watcher -> watcher.status().accept(status(id)));
    }

    private Subscription subscribe(Watcher watcher) {
        watchers.add(watcher);
        return new Subscription() {
            @Override
            public boolean awaitEnd(Duration atMost) {
                return false;
            }

            @Override
            public void close() {
                watchers.remove(watcher);
            }
        };
    }

    private static final class Ended implements Subscription {
        @Override
        public boolean awaitEnd(Duration atMost) {
            return true;
        }

        @Override
        public void close() {}
    }
}
