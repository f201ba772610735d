package io.stackblaze.heroku.emulator.live;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of an app's log, as {@code heroku logs} shows them. */
final class AppLog {
    private static final int KEPT = 5000;

    private final Clock clock;
    private final Deque<String> lines = new ArrayDeque<>();

    AppLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Adds a line.
     *
     * @param source {@code app[web.1]}, {@code heroku[router]}
     */
    synchronized void add(String source, String text) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.addLast(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + source + ": " + text);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
