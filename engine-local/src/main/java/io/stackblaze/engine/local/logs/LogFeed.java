package io.stackblaze.engine.local.logs;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import org.jspecify.annotations.Nullable;

/** Lines on their way to one reader. A reader that is too slow misses lines and is told how many. */
public final class LogFeed implements AutoCloseable {
    private static final int WAITING = 20_000;

    private final LogQuery query;
    private final Runnable closed;
    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong missed = new AtomicLong();

    LogFeed(LogQuery query, java.util.function.Consumer<LogFeed> closed) {
        this.query = query;
        this.closed = () -> closed.accept(this);
    }

    boolean wants(String service) {
        return query.services().isEmpty() || query.services().contains(service);
    }

    void open(String service) {
        open.add(service);
    }

    void offer(LogLine line) {
        if (open.contains(line.service()) && !waiting.offer(line)) {
            missed.incrementAndGet();
        }
    }

    void begin(LogLine line) {
        if (!waiting.offer(line)) {
            missed.incrementAndGet();
        }
    }

    /** The next line, waiting for it at most that long; null when there is none yet. */
    public @Nullable LogLine next(long millis) throws InterruptedException {
        var line = waiting.poll(millis, TimeUnit.MILLISECONDS);
        long skipped = line == null ? 0 : missed.getAndSet(0);
        if (line == null || skipped == 0) {
            return line;
        }
        return new LogLine(line.at(), line.service(), ServiceLog.PLATFORM,
                skipped + " lines were skipped here: the reader is too slow. " + line.text());
    }

    /** Takes no more lines. */
    @Override
    public void close() {
        closed.run();
    }
}
