package io.stackblaze.engine.local.environment;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import io.stackblaze.router.AccessLog;

/**
 * Puts a line for each public request into its service's log, as Heroku's router does: all of them while they are few,
 * only those
 * that failed while they are many, so that they never push out what the service itself wrote. The threads that serve
 * requests only
 * leave an entry in a queue.
 */
public final class RequestLog implements AccessLog, AutoCloseable {
    /** Source of these lines. */
    public static final String ROUTER = "router";
    /** Lines a service gets in a second. */
    private static final int LINES = 20;
    private static final int FAILED_LINES = 100;
    private static final int WAITING = 4096;

    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong overflown = new AtomicLong();
    private final Map<String, Second> seconds = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("requests").unstarted(this::run);
    private volatile BiConsumer<String, String> sink = (_, _) -> {};

    private static final class Second {
        private long number;
        private int lines;
        private int failed;
        private long left;
    }

    /** Begins to write: the sink takes a service's label and a line. */
    public void start(BiConsumer<String, String> lines) {
        sink = lines;
        thread.start();
    }

    @Override
    public void finished(Entry entry) {
        if (!waiting.offer(entry)) {
            overflown.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (true) {
                var entry = waiting.poll(1, TimeUnit.SECONDS);
                if (entry != null) {
                    write(entry);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Entry entry) {
        var second = seconds.computeIfAbsent(entry.service(), _ -> new Second());
        long number = entry.at().getEpochSecond();
        if (number != second.number) {
            long left = second.left + overflown.getAndSet(0);
            second.number = number;
            second.lines = 0;
            second.failed = 0;
            second.left = 0;
            if (left > 0) {
                sink.accept(entry.service(), left + " more requests had no line of their own");
            }
        }
        boolean failed = entry.fault() != null || entry.status() >= 500;
        if (failed ? second.failed++ < FAILED_LINES : second.lines++ < LINES) {
            sink.accept(entry.service(), entry.line());
        } else {
            second.left++;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
