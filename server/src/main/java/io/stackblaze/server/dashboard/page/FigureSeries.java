package io.stackblaze.server.dashboard.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one service, oldest first.
 *
 * @param web whether it answers requests, so that there is something to say about them
 */
public record FigureSeries(String service, boolean web, List<Point> points) {
    /** Copies the list. */
    public FigureSeries {
        points = List.copyOf(points);
    }

    /** One line of the table: what it is, what it is now, and its highest in the time shown. */
    public record Sum(String name, String now, String highest) {}

    /** The figures in words, for those who do not see the plots. */
    public List<Sum> sums() {
        if (points.isEmpty()) {
            return List.of();
        }
        var sums = new ArrayList<Sum>();
        if (web()) {
            sums.add(sum("requests", point -> point.requests(), value -> String.valueOf(Math.round(value))));
            sums.add(sum("errors", point -> point.errors(), value -> String.valueOf(Math.round(value))));
            sums.add(sum("p50", Point::p50Millis, FigureSeries::millis));
            sums.add(sum("p99", Point::p99Millis, FigureSeries::millis));
        }
        sums.add(sum("cpu", Point::cpuPercent, Wording::percent));
        sums.add(sum("memory", point -> point.memoryBytes(), value -> Wording.bytes(Math.round(value))));
        return List.copyOf(sums);
    }

    private Sum sum(String name, ToDoubleFunction<Point> value, DoubleFunction<String> words) {
        return new Sum(name, words.apply(value.applyAsDouble(points.getLast())),
                words.apply(points.stream().mapToDouble(value).max().orElse(0)));
    }

    private static String millis(double millis) {
        return Wording.duration(Duration.ofNanos(Math.round(millis * 1_000_000)));
    }

    /**
     * One measurement.
     *
     * @param requests requests in the interval that ends here
     * @param errors those among them that failed
     */
    public record Point(Instant at, double cpuPercent, long memoryBytes, long requests, long errors, double p50Millis,
            double p99Millis) {}
}
