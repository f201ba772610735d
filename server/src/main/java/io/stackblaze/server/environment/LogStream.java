package io.stackblaze.server.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.stackblaze.engine.LogLine;
import io.stackblaze.server.http.EventStream;
import io.stackblaze.server.secret.Redactor;

/**
 * Carries lines from the engine's thread to the one reader of a stream. A reader that is too slow loses lines and is
 * told so; the engine never waits.
 */
final class LogStream {
    private static final int MOST_WAITING = 12_000;
    private static final Duration LOOK = Duration.ofMillis(250);

    private final BlockingQueue<LogLine> lines = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Redactor redactor;

    private record Line(Instant at, String service, String source, String text) {}

    LogStream(Redactor redactor) {
        this.redactor = redactor;
    }

    void add(LogLine line) {
        if (!lines.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Sends what has arrived, waiting a moment when there is nothing; says whether the stream is to go on. */
    boolean send(EventStream stream) throws InterruptedException {
        var line = lines.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        while (line != null) {
            stream.send("line", new Line(line.at(), line.service(), line.source(), redactor.redact(line.text())));
            line = lines.poll();
        }
        long gone = lost.getAndSet(0);
        if (gone > 0) {
            stream.send("line",
                    new Line(Instant.now(), "", "platform", gone + " lines were left out: the reader is too slow."));
        }
        return stream.open();
    }

    boolean isEmpty() { return lines.isEmpty(); }
}
