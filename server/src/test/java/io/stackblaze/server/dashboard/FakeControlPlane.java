package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.Engine.Subscription;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.VariableRow;
import io.stackblaze.server.datastore.DatastoreView;
import org.jspecify.annotations.Nullable;

/** A control plane that shows what a test puts in, and writes down what it was asked to do. */
final class FakeControlPlane implements ControlPlane {
    final List<ProjectRow> projects = new CopyOnWriteArrayList<>();
    final Map<EnvironmentId, EnvironmentMap> environments = new ConcurrentHashMap<>();
    final Map<String, OperationView> operations = new ConcurrentHashMap<>();
    final List<OperationPage.Line> operationLog = new CopyOnWriteArrayList<>();
    final List<ReleaseRow> releases = new CopyOnWriteArrayList<>();
    final List<VariableRow> variables = new CopyOnWriteArrayList<>();
    final List<FigureSeries> figures = new CopyOnWriteArrayList<>();
    final List<LogLine> log = new CopyOnWriteArrayList<>();
    final List<String> effects = new CopyOnWriteArrayList<>();
    final FakeMigrations migrations = new FakeMigrations();
    final FakeMoves moves = new FakeMoves();
    final Map<String, DatastoreView.Detail> databases = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Consumer<LogLine>> readers = new CopyOnWriteArrayList<>();

    void put(EnvironmentMap environment) {
        environments.put(environment.id(), environment);
        environment.operation().ifPresent(operation -> operations.put(operation.id(), operation));
    }

    void put(OperationView operation) {
        operations.put(operation.id(), operation);
    }

    void write(LogLine line) {
        log.add(line);
        readers.forEach(reader -> reader.accept(line));
    }

    int openStreams() {
        return readers.size();
    }

    @Override
    public List<ProjectRow> projects() {
        return projects;
    }

    @Override
    public Optional<EnvironmentMap> environment(EnvironmentId id) {
        return Optional.ofNullable(environments.get(id));
    }

    @Override
    public Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> lines) {
        var wanted = log.stream()
                .filter(line -> query.services().isEmpty() || query.services().contains(line.service()))
                .toList();
        wanted.subList(Math.max(0, wanted.size() - query.tail()), wanted.size()).forEach(lines);
        if (!query.follow()) {
            var open = new Open(() -> {});
            open.close();
            return open;
        }
        Consumer<LogLine> reader = line -> {
            if (query.services().isEmpty() || query.services().contains(line.service())) {
                lines.accept(line);
            }
        };
        readers.add(reader);
        return new Open(() -> readers.remove(reader));
    }

    @Override
    public List<FigureSeries> figures(EnvironmentId id, @Nullable String service, Duration past) {
        return id.equals(Shop.STAGING)
                ? List.of()
                : figures.stream().filter(series -> service == null || series.service().equals(service)).toList();
    }

    @Override
    public List<ReleaseRow> releases(EnvironmentId id, int limit, int before) {
        return releases.stream().filter(release -> release.version() < before).limit(limit).toList();
    }

    @Override
    public List<String> rollbackEffects(EnvironmentId id, int release) {
        return effects;
    }

    @Override
    public List<VariableRow> variables(EnvironmentId id) {
        return variables;
    }

    @Override
    public List<OperationView> operations(EnvironmentId id, int limit) {
        return operations.values().stream()
                .sorted(java.util.Comparator.comparing(OperationView::createdAt).reversed()).toList();
    }

    @Override
    public Optional<OperationView> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    @Override
    public List<OperationPage.Line> operationLog(String id, long after) {
        return operationLog.stream().filter(line -> line.number() > after).toList();
    }

    @Override
    public String scale(EnvironmentId id, String service, int instances, String by) {
        return note("scale " + id + " " + service + "=" + instances + " by " + by);
    }

    @Override
    public String restart(EnvironmentId id, @Nullable String service, String by) {
        return note("restart " + id + " " + service);
    }

    @Override
    public String rollback(EnvironmentId id, int release, String by) {
        return note("rollback " + id + " to " + release);
    }

    @Override
    public String down(EnvironmentId id, String by) {
        return note("down " + id);
    }

    @Override
    public Optional<String> setVariable(EnvironmentId id, String name, String value, boolean secret,
            @Nullable String service, String by) {
        note("set " + name + "=" + value + (secret ? " secret" : "") + " for " + service);
        variables.removeIf(row -> row.name().equals(name));
        variables.add(new VariableRow(name, secret ? null : value, secret, service, "set", true));
        return Optional.empty();
    }

    @Override
    public Optional<String> unsetVariable(EnvironmentId id, String name, @Nullable String service, String by) {
        variables.removeIf(row -> row.name().equals(name));
        note("unset " + name + " for " + service);
        return Optional.empty();
    }

    @Override
    public DatastoreView.Detail datastore(EnvironmentId id, String service) {
        return java.util.Objects.requireNonNull(databases.get(service));
    }

    @Override
    public List<DatastorePoint> datastoreFigures(EnvironmentId id, String service) {
        var at = Instant.parse("2026-11-23T10:00:00Z");
        return List.of(new DatastorePoint(at, 40 << 20, 3, null, 0),
                new DatastorePoint(at.plusSeconds(15), 41 << 20, 4, 99.5, 12.3));
    }

    @Override
    public String restore(EnvironmentId id, String service, String as, Optional<String> at, Optional<String> point,
            String by) {
        return note("restore " + id + " " + service + " as " + as + at.map(moment -> " at " + moment).orElse("")
                + point.map(label -> " to " + label).orElse(""));
    }

    @Override
    public String destroyDatastore(EnvironmentId id, String service, String confirm, String by) {
        return note("destroy " + id + " " + service);
    }

    @Override
    public String destroyProject(String project, String confirm, String by) {
        return note("destroy " + project);
    }

    @Override
    public MigrationControl migrations() {
        return migrations;
    }

    @Override
    public MoveControl moves() {
        return moves;
    }

    @Override
    public void cancel(String operation, String by) {
        note("cancel " + operation);
    }

    private String note(String what) {
        asked.add(what);
        return Shop.running().id();
    }

    private static final class Open implements Subscription {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Runnable end;

        Open(Runnable end) {
            this.end = end;
        }

        @Override
        public boolean awaitEnd(Duration atMost) throws InterruptedException {
            return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            end.run();
            ended.countDown();
        }
    }
}
