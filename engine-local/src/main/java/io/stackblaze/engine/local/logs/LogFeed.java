package io.stackblaze.engine.local.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import org.jspecify.annotations.Nullable;

/** Lines on their way to one reader. A reader that is too slow misses lines and is told how many. */
public final class LogFeed implements AutoCloseable {
    private static final int WAITING = 20_000;
    private static final long MOST_BYTES = 8L << 20;

    private final LogQuery query;
    private final Runnable closed;
    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    /** Lines written while the feed is still being given what was written before; null from then on. */
    private @Nullable List<LogLine> early = new ArrayList<>();
    private @Nullable LogLine held;

    LogFeed(LogQuery query, Consumer<LogFeed> closed) {
        this.query = query;
        this.closed = () -> closed.accept(this);
    }

    boolean wants(String service) {
        return query.services().isEmpty() || query.services().contains(service);
    }

    void open(String service) {
        open.add(service);
    }

    synchronized void offer(LogLine line) {
        if (!open.contains(line.service())) {
            return;
        }
        if (early == null) {
            put(line);
        } else if (early.size() < WAITING) {
            early.add(line);
        } else {
            missed.incrementAndGet();
        }
    }

    /** Begins with what was written before anything that has been offered. */
    synchronized void begin(List<LogLine> before) {
        before.forEach(this::put);
        Objects.requireNonNull(early, "a feed begins once").forEach(this::put);
        early = null;
    }

    private void put(LogLine line) {
        if (bytes.get() < MOST_BYTES && waiting.offer(line)) {
            bytes.addAndGet(size(line));
        } else {
            missed.incrementAndGet();
        }
    }

    private static long size(LogLine line) {
        return line.text().length() + 100L;
    }

    /** The next line, on the one thread that reads; waiting for it at most that long; null when there is none yet. */
    public @Nullable LogLine next(long millis) throws InterruptedException {
        var line = held == null ? waiting.poll(millis, TimeUnit.MILLISECONDS) : held;
        held = null;
        if (line == null) {
            return null;
        }
        long skipped = missed.getAndSet(0);
        if (skipped > 0) {
            held = line;
            return new LogLine(line.at(), line.service(), ServiceLog.PLATFORM,
                    skipped + " lines were skipped here: they come faster than they are read");
        }
        bytes.addAndGet(-size(line));
        return line;
    }

    /** Takes no more lines. */
    @Override
    public void close() {
        closed.run();
    }
}
