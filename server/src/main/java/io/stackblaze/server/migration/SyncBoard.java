package io.stackblaze.server.migration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.server.migration.MigrationView.Sync;
import org.jspecify.annotations.Nullable;

/**
 * How far each datastore of each migration is, as those who work on it tell; in memory alone. Any thread may use it.
 */
final class SyncBoard {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MOST_LAGS = 180;

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Clock clock;

    SyncBoard(Clock clock) {
        this.clock = clock;
    }

    Line line(Migration migration, Fact.Store store) {
        return lines.computeIfAbsent(migration.id() + "/" + store.service(), _ -> new Line(store, clock));
    }

    /** All datastores of a migration. */
    List<Sync> of(Migration migration) {
        return migration.stores().stream().map(store -> line(migration, store).view()).toList();
    }

    /** One datastore. */
    static final class Line {
        private final Fact.Store store;
        private final Clock clock;
        private final Deque<Long> lags = new ArrayDeque<>();
        private String phase = "waiting";
        private long done;
        private long total;
        private long bytes;
        private long lagMillis;
        private long changes;
        private long compared;
        private @Nullable Instant comparedAt;
        private @Nullable Instant lastLag;
        private String fault = "";

        Line(Fact.Store store, Clock clock) {
            this.store = store;
            this.clock = clock;
        }

        synchronized void phase(String now) {
            phase = now;
        }

        synchronized void copied(long nowDone, long nowTotal, long nowBytes) {
            phase = "copying";
            done = nowDone;
            total = nowTotal;
            bytes = nowBytes;
        }

        synchronized void compared(long rows) {
            compared = rows;
            comparedAt = clock.instant();
        }

        /** A round of following was done. */
        synchronized void followed(String direction, long more, Duration behind) {
            phase = direction;
            changes += more;
            lagMillis = behind.toMillis();
            fault = "";
            var now = clock.instant();
            if (lastLag == null || Duration.between(lastLag, now).compareTo(EVERY) >= 0) {
                lastLag = now;
                lags.addLast(lagMillis);
                if (lags.size() > MOST_LAGS) {
                    lags.removeFirst();
                }
            }
        }

        synchronized void fault(String text) {
            fault = text;
        }

        /** Whether it follows in that direction without a fault, and how far it is behind. */
        synchronized Optional<Duration> behind(String direction) {
            return phase.equals(direction) && fault.isEmpty()
                    ? Optional.of(Duration.ofMillis(lagMillis))
                    : Optional.empty();
        }

        synchronized Sync view() {
            return new Sync(store.service(), store.kind(), phase, done, total, bytes, lagMillis, changes, compared,
                    comparedAt, fault.isEmpty() ? List.of() : List.of(fault), List.copyOf(lags));
        }
    }
}
