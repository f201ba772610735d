package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;

import io.stackblaze.server.environment.Figures.Point;
import org.jspecify.annotations.Nullable;

/** What was measured of one service, oldest first. */
public record FigureSeries(String service, List<Point> points) {
    /** Copies the list. */
    public FigureSeries {
        points = List.copyOf(points);
    }

    /** One line of the table: what it is, what it is now, and its highest in the time shown. */
    public record Sum(String name, String now, String highest) {}

    /** Whether it answers requests, so that there is something to say about them. */
    public boolean web() {
        return points.stream().anyMatch(point -> point.requests() != null);
    }

    /** The figures in words, for those who do not see the plots. */
    public List<Sum> sums() {
        if (points.isEmpty()) {
            return List.of();
        }
        var sums = new ArrayList<Sum>();
        if (web()) {
            sums.add(sum("requests", Point::requests, value -> String.valueOf(Math.round(value))));
            sums.add(sum("errors", Point::errors, value -> String.valueOf(Math.round(value))));
            sums.add(sum("p50", Point::p50Ms, FigureSeries::millis));
            sums.add(sum("p99", Point::p99Ms, FigureSeries::millis));
        }
        sums.add(sum("cpu", Point::cpuPercent, Wording::percent));
        sums.add(sum("memory", Point::memoryBytes, value -> Wording.bytes(Math.round(value))));
        return List.copyOf(sums);
    }

    private Sum sum(String name, Function<Point, @Nullable Number> value, DoubleFunction<String> words) {
        var now = value.apply(points.getLast());
        return new Sum(name, now == null ? "–" : words.apply(now.doubleValue()),
                words.apply(points.stream().map(value).filter(Objects::nonNull).mapToDouble(Number::doubleValue).max()
                        .orElse(0)));
    }

    private static String millis(double millis) {
        return Wording.duration(Duration.ofNanos(Math.round(millis * 1_000_000)));
    }
}
