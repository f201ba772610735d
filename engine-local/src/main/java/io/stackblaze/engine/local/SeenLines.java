package io.stackblaze.engine.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import org.jspecify.annotations.Nullable;

/** Passes log lines on, each once, although the stream that they come by was opened again. One thread. */
final class SeenLines {
    private static final int MISSED_AT_MOST = 10_000;

    private final Consumer<LogLine> consumer;
    private @Nullable LogLine last;
    private @Nullable Deque<LogLine> repeated;

    SeenLines(Consumer<LogLine> consumer) {
        this.consumer = consumer;
    }

    /** The stream begins again, with lines that were passed on among the first. */
    void resume() {
        repeated = last == null ? null : new ArrayDeque<>();
    }

    /** What to ask for then. */
    LogQuery missed(LogQuery query) {
        return last == null ? query : new LogQuery(query.services(), MISSED_AT_MOST, query.follow());
    }

    void take(LogLine line) {
        var before = last;
        if (repeated != null && before != null && !line.at().isAfter(before.at())) {
            repeated.add(line);
            if (line.equals(before)) {
                repeated.clear();
            }
            return;
        }
        if (repeated != null) {
            // lines of the same instant as the last one, that came after it
            repeated.stream().filter(same -> before != null && same.at().equals(before.at())).forEach(consumer);
            repeated = null;
        }
        last = line;
        consumer.accept(line);
    }
}
