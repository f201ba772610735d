package io.stackblaze.engine.local.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.local.datastore.Vitals;
import org.jspecify.annotations.Nullable;

/** The figures of every datastore, a point every few seconds, the oldest forgotten. Any thread. */
public final class DatastoreFigures {
    /** Time between two points. */
    public static final Duration EVERY = Duration.ofSeconds(15);
    /** Two hours of them. */
    private static final int KEPT = 480;

    private final Map<String, Deque<DatastorePoint>> points = new HashMap<>();
    private final Map<String, Counted> before = new HashMap<>();

    private record Counted(Instant at, Vitals vitals) {}

    /** Adds a point for each; one that does not answer has none until it does. */
    public synchronized void add(Instant now, Map<String, Vitals> counted) {
        counted.forEach((label, vitals) -> {
            var kept = points.computeIfAbsent(label, _ -> new ArrayDeque<>());
            kept.addLast(point(now, before.put(label, new Counted(now, vitals)), vitals));
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        });
        var oldest = now.minus(EVERY.multipliedBy(KEPT));
        points.values().removeIf(kept -> kept.getLast().at().isBefore(oldest));
        before.keySet().retainAll(points.keySet());
    }

    /** Counters that are smaller than before are those of a server that was started again. */
    private static DatastorePoint point(Instant now, @Nullable Counted last, Vitals vitals) {
        if (last == null || last.vitals().done() > vitals.done()) {
            return new DatastorePoint(now, vitals.bytes(), vitals.connections(), null, 0);
        }
        double seconds = Math.max(0.1, Duration.between(last.at(), now).toMillis() / 1e3);
        long hits = Math.max(0, vitals.hits() - last.vitals().hits());
        long misses = Math.max(0, vitals.misses() - last.vitals().misses());
        return new DatastorePoint(now, vitals.bytes(), vitals.connections(),
                hits + misses == 0 ? null : Math.round(10_000.0 * hits / (hits + misses)) / 100.0,
                Math.round(10 * (vitals.done() - last.vitals().done()) / seconds) / 10.0);
    }

    /** The points of one, oldest first. */
    public synchronized List<DatastorePoint> of(String label) {
        return List.copyOf(points.getOrDefault(label, new ArrayDeque<>()));
    }
}
