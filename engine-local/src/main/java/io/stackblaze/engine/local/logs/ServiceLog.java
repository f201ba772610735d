package io.stackblaze.engine.local.logs;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

import io.stackblaze.engine.LogLine;

/** What the instances of one service wrote, and what the platform says about them. Any thread. */
public final class ServiceLog {
    /** Source of lines that the platform writes. */
    public static final String PLATFORM = "platform";

    private final String service;
    private final LogFiles files;
    private final Clock clock;
    private final Consumer<LogLine> published;
    private long lost;

    ServiceLog(String service, LogFiles files, Clock clock, Consumer<LogLine> published) {
        this.service = service;
        this.files = files;
        this.clock = clock;
        this.published = published;
    }

    String service() {
        return service;
    }

    /** Says something about the service. */
    public void platform(String text) {
        write(PLATFORM, text);
    }

    /** Keeps a line that no instance wrote itself. */
    public void write(String source, String text) {
        write(source, "-", 0, text);
    }

    synchronized void write(String source, String instance, long offset, String text) {
        var entry = new Entry(clock.instant(), source, instance, offset, text);
        try {
            if (lost > 0) {
                var gap = new Entry(clock.instant(), PLATFORM, "-", 0,
                        lost + " lines could not be kept: the disk was full");
                files.append(gap.line());
                lost = 0;
            }
            files.append(entry.line());
        } catch (IOException e) {
            // An application must not stop because its log has no room; who follows the log still sees the line.
            lost++;
        }
        published.accept(entry.shown(service));
    }

    /** How far an instance's raw output has been read, as far as this log knows. */
    synchronized long consumed(String instance) {
        return files.newest(1, entry -> entry.instance().equals(instance)).stream().mapToLong(Entry::offset).findFirst()
                .orElse(0);
    }

    /**
     * Takes what an instance writes.
     *
     * @param source its name
     * @param instance its id
     */
    public Sink sink(String source, String instance) {
        return new Sink() {
            @Override
            public void take(long next, String text) {
                write(source, instance, next, text);
            }

            @Override
            public long consumed() {
                return ServiceLog.this.consumed(instance);
            }

            @Override
            public boolean skipped(long bytes) {
                platform("%d MB of output were skipped: it is written faster than it can be kept"
                        .formatted(bytes >> 20));
                return true;
            }
        };
    }

    /** The last lines that one instance wrote, oldest first. */
    public synchronized List<String> lastOf(String instance, int count) {
        return files.newest(count, entry -> entry.instance().equals(instance)).stream().map(Entry::text).toList();
    }

    /** Gives out the newest lines and, before any other is written, does what is asked. */
    synchronized List<LogLine> tail(int count, Runnable then) {
        var lines = files.newest(count, _ -> true).stream().map(entry -> entry.shown(service)).toList();
        then.run();
        return lines;
    }

    synchronized void close() {
        try {
            files.close();
        } catch (IOException e) {
            lost++;
        }
    }
}
