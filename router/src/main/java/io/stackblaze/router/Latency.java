package io.stackblaze.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How many requests took how long: a histogram of everything since the service became known. The difference of two
 * snapshots is the histogram of the time between them.
 *
 * @param counts one count for each of {@link #BOUNDS_MICROS}, of requests that took at most that and more than the
 * bound before; the last is of those above all bounds
 * @param totalMicros sum of all durations, microseconds
 */
public record Latency(List<Long> counts, long totalMicros) {
    /** Upper bounds of the buckets in microseconds, ascending. */
    public static final List<Integer> BOUNDS_MICROS = List.of(250, 500, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500,
            10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000, 200_000, 300_000, 500_000, 750_000,
            1_000_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000);

    /** Copies the list, which must hold one count more than there are bounds. */
    public Latency {
        counts = List.copyOf(counts);
        if (counts.size() != BOUNDS_MICROS.size() + 1) {
            throw new IllegalArgumentException(
                    "%d counts for %d bounds".formatted(counts.size(), BOUNDS_MICROS.size()));
        }
    }

    /** Number of requests. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** What was added since {@code earlier}. */
    public Latency since(Latency earlier) {
        Long[] difference = new Long[counts.size()];
        Arrays.setAll(difference, i -> Math.max(0, counts.get(i) - earlier.counts.get(i)));
        return new Latency(List.of(difference), Math.max(0, totalMicros - earlier.totalMicros));
    }

    /**
     * Estimate of the duration that {@code share} of all requests stayed within: linear inside a bucket, so exact to
     * the bucket's width. Zero when there were no requests.
     *
     * @param share 0.5 for the median, 0.99 for p99
     */
    public Duration quantile(double share) {
        double rank = share * count();
        long below = 0;
        for (int i = 0; i < BOUNDS_MICROS.size(); i++) {
            long here = counts.get(i);
            if (here > 0 && below + here >= rank) {
                double from = i == 0 ? 0 : BOUNDS_MICROS.get(i - 1);
                double into = (rank - below) / here;
                return micros(from + Math.max(0, into) * (BOUNDS_MICROS.get(i) - from));
            }
            below += here;
        }
        return below == count() ? Duration.ZERO : micros(BOUNDS_MICROS.getLast());
    }

    private static Duration micros(double micros) {
        return Duration.ofNanos(Math.round(micros * 1_000));
    }
}
