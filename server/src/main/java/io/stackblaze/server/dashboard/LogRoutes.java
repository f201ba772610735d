package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.InstanceRow;
import io.stackblaze.server.dashboard.page.LogPage;
import io.stackblaze.server.dashboard.page.Scope;

/** The log of an environment or a service: the newest lines at once, what follows as it is written. */
final class LogRoutes {
    private static final int TAIL = 500;
    private static final Duration READ_TIME = Duration.ofSeconds(5);
    /** Lines that may wait for one reader; a reader slower than that loses the oldest. */
    private static final int WAITING = 10_000;

    private final ControlPlane control;
    private final Live live;

    LogRoutes(ControlPlane control, Live live) {
        this.control = control;
        this.live = live;
    }

    void addTo(Doors doors) {
        doors.page(this::show, EnvironmentRoutes.ENVIRONMENT + "/log", EnvironmentRoutes.SERVICE + "/log");
        doors.page(this::follow, EnvironmentRoutes.ENVIRONMENT + "/log/follow",
                EnvironmentRoutes.SERVICE + "/log/follow");
    }

    private void show(Visit visit) {
        var scope = visit.scope();
        var environment = EnvironmentRoutes.require(control, scope);
        var source = source(visit);
        var lines = newest(scope, source);
        var cursor = LogCursor.START;
        for (var line : lines) {
            cursor = cursor.after(line);
        }
        visit.show("log", new LogPage(visit.frame("Log of " + scope.name(), scope.crumbs("log")),
                Heading.of(scope, "Log", environment), lines, source, sources(environment, scope, source),
                cursor.toString()));
    }

    private List<LogLine> newest(Scope scope, String source) {
        var lines = new ArrayList<LogLine>();
        try (var reading = control.logs(scope.id(), query(scope, false), line -> {
            synchronized (lines) {
                lines.add(line);
            }
        })) {
            reading.awaitEnd(READ_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lines) {
            return lines.stream().filter(line -> matches(line, source)).toList();
        }
    }

    private void follow(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        var source = source(visit);
        var seen = LogCursor.parse(Objects.requireNonNullElse(visit.ctx().queryParam("cursor"), ""));
        var waiting = new ConcurrentLinkedQueue<LogLine>();
        var count = new AtomicInteger();
        var reader = new LogCursor.Reader(seen);
        try (var _ = control.logs(scope.id(), query(scope, true), line -> {
            waiting.add(line);
            if (count.incrementAndGet() > WAITING && waiting.poll() != null) {
                count.decrementAndGet();
            }
        })) {
            live.follow(visit.ctx(), sink -> {
                var lines = new ArrayList<LogLine>();
                for (var line = waiting.poll(); line != null; line = waiting.poll()) {
                    count.decrementAndGet();
                    if (matches(line, source) && reader.isNew(line)) {
                        lines.add(line);
                    }
                }
                if (!lines.isEmpty()) {
                    sink.accept(new Live.Event("lines", visit.pages().part("logLines", Map.of("lines", lines)),
                            reader.cursor().toString()));
                }
                return true;
            });
        }
    }

    private static LogQuery query(Scope scope, boolean follow) {
        var service = scope.service();
        return new LogQuery(service == null ? Set.of() : Set.of(service), TAIL, follow);
    }

    private static String source(Visit visit) {
        return Objects.requireNonNullElse(visit.ctx().queryParam("source"), "");
    }

    private static boolean matches(LogLine line, String source) {
        return source.isEmpty() || line.source().equals(source);
    }

    private static List<String> sources(EnvironmentMap environment, Scope scope, String chosen) {
        var sources = new ArrayList<>(environment.services().stream()
                .filter(service -> scope.service() == null || service.name().equals(scope.service()))
                .flatMap(service -> service.instances().stream()).map(InstanceRow::name).toList());
        sources.add("platform");
        if (!chosen.isEmpty() && !sources.contains(chosen)) {
            sources.add(chosen);
        }
        return sources;
    }
}
