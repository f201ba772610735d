package io.stackblaze.server.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.stackblaze.server.migration.MigrationView.Side;
import org.jspecify.annotations.Nullable;

/** What was seen of apps that came here, lately; in memory alone. Any thread may use it. */
final class Watching {
    /** So far back errors count. */
    static final Duration WINDOW = Duration.ofMinutes(5);
    /** So long it must be worse before anything is made of it. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    Line line(Migration migration) {
        return lines.computeIfAbsent(migration.id(), _ -> new Line());
    }

    /** Another watch begins with nothing. */
    void forget(Migration migration) {
        lines.remove(migration.id());
    }

    private record Sample(Instant at, Side here) {}

    /** One app. */
    static final class Line {
        private final Deque<Sample> samples = new ArrayDeque<>();
        private @Nullable Instant worseSince;
        private boolean said;
        private String probeFault = "";
        private @Nullable Instant probedAt;

        synchronized void saw(Instant at, Side here) {
            if (!samples.isEmpty() && here.requests() < samples.getLast().here().requests()) {
                // The edge was started again, and counts anew.
                samples.clear();
            }
            samples.addLast(new Sample(at, here));
            while (samples.size() > 1 && samples.getFirst().at().isBefore(at.minus(WINDOW))) {
                samples.removeFirst();
            }
        }

        /** What had been counted when the window began; empty before the first look. */
        synchronized Optional<Side> windowStart() {
            return Optional.ofNullable(samples.peekFirst()).map(Sample::here);
        }

        synchronized boolean isProbeDue(Instant now, Duration every) {
            return probedAt == null || !now.isBefore(probedAt.plus(every));
        }

        synchronized void probed(Instant at, String fault) {
            probedAt = at;
            probeFault = fault;
        }

        /** What the last probe says is wrong; empty when nothing is. */
        synchronized String probeFault() {
            return probeFault;
        }

        /** Whether it has been worse for so long that something is to be made of it; once for each time. */
        synchronized boolean isBreach(Instant now, boolean worse) {
            if (!worse) {
                worseSince = null;
                said = false;
                return false;
            }
            if (worseSince == null) {
                worseSince = now;
            }
            return !said && !now.isBefore(worseSince.plus(PATIENCE));
        }

        /** It was told, or done. */
        synchronized void told() {
            said = true;
        }
    }
}
