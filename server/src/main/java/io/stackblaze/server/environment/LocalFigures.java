package io.stackblaze.server.environment;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.stackblaze.engine.EnvironmentId;

/** What the node of this machine measures: rates become counts between two points. */
public final class LocalFigures implements Figures {
    private final Function<EnvironmentId, Map<String, List<io.stackblaze.engine.local.figures.Point>>> node;
    private final Clock clock;

    /** Asks the node. */
    public LocalFigures(Function<EnvironmentId, Map<String, List<io.stackblaze.engine.local.figures.Point>>> node,
            Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    @Override
    public List<Series> figures(EnvironmentId id, Set<String> services, Duration window) {
        var since = clock.instant().minus(window);
        var all = new ArrayList<Series>();
        new TreeMap<>(node.apply(id)).forEach((service, points) -> {
            if (services.isEmpty() || services.contains(service)) {
                all.add(new Series(service,
                        series(points).stream().filter(point -> point.at().isAfter(since)).toList()));
            }
        });
        return all;
    }

    private static List<Figures.Point> series(List<io.stackblaze.engine.local.figures.Point> measured) {
        // A service that never answered anybody has no requests to speak of, rather than none.
        boolean answers = measured.stream().anyMatch(point -> point.requests() > 0);
        var points = new ArrayList<Figures.Point>();
        io.stackblaze.engine.local.figures.Point before = null;
        for (var point : measured) {
            double seconds = before == null ? 10 : Duration.between(before.at(), point.at()).toMillis() / 1000.0;
            points.add(answers
                    ? new Figures.Point(point.at(), point.cpuPercent(), point.memoryBytes(),
                            Math.round(point.requests() * seconds), Math.round(point.errors() * seconds),
                            point.p50Millis(), point.p99Millis())
                    : new Figures.Point(point.at(), point.cpuPercent(), point.memoryBytes(), null, null, null, null));
            before = point;
        }
        return points;
    }
}
