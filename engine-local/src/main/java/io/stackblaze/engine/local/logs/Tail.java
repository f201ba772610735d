package io.stackblaze.engine.local.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an instance's raw output into the service's log as it grows, and gives the disk back what has been read. A
 * thread
 * of its own, until {@link #finish}.
 */
public final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final long PAUSE_MILLIS = 100;
    private static final long FREE_EVERY = 8 << 20;
    private static final long LARGEST_BACKLOG = 256L << 20;

    private final Path raw;
    private final Path position;
    private final Sink sink;
    private final Lines lines;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final byte[] block = new byte[64 * 1024];
    private long read;
    private long freed;
    private long kept;

    private Tail(Path raw, Sink sink, String name) {
        this.raw = raw;
        this.position = raw.resolveSibling(raw.getFileName() + ".position");
        this.sink = sink;
        this.read = Math.max(sink.consumed(), keptPosition());
        this.kept = read;
        this.freed = read;
        this.lines = new Lines(read, sink::take);
        this.thread = Thread.ofVirtual().name("tail-" + name).unstarted(this::run);
    }

    /**
     * Begins where the last line ended that was taken.
     *
     * @param name for the thread
     */
    public static Tail start(Path raw, Sink sink, String name) {
        var tail = new Tail(raw, sink, name);
        tail.thread.start();
        return tail;
    }

    /** Reads to the end of what there is, and ends. The instance must have ended. */
    public void finish() {
        stop.countDown();
        join();
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long keptPosition() {
        try {
            return Files.exists(position) ? Long.parseLong(Files.readString(position).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private void run() {
        try (var channel = FileChannel.open(raw, StandardOpenOption.READ)) {
            boolean last;
            do {
                last = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                drain(channel);
            } while (!last);
            lines.flush();
        } catch (IOException e) {
            LOG.warn("cannot read {}: {}", raw, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(FileChannel channel) throws IOException, InterruptedException {
        long size = channel.size();
        if (size < read) {
            lines.skipTo(0);
            read = 0;
            freed = 0;
        }
        if (size - read > LARGEST_BACKLOG && sink.skipped(size - read)) {
            lines.skipTo(size);
            read = size;
        }
        while (read < size) {
            int count = channel.read(ByteBuffer.wrap(block), read);
            if (count < 0) {
                break;
            }
            lines.take(block, count);
            read += count;
            free();
        }
        keep();
    }

    /** Punches a hole where everything has been read, so that output that is written for years needs no room. */
    private void free() throws InterruptedException {
        long upTo = lines.consumed() & -4096L;
        if (upTo - freed < FREE_EVERY) {
            return;
        }
        keep();
        try {
            var punch = new ProcessBuilder("fallocate", "--punch-hole", "--offset", Long.toString(freed & -4096L),
                    "--length", Long.toString(upTo - (freed & -4096L)), raw.toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            punch.waitFor();
        } catch (IOException e) {
            LOG.warn("cannot free read output of {}: {}", raw, e.getMessage());
        }
        freed = upTo;
    }

    private void keep() {
        if (lines.consumed() == kept) {
            return;
        }
        try {
            Files.writeString(position, Long.toString(lines.consumed()));
            kept = lines.consumed();
        } catch (IOException e) {
            LOG.warn("cannot keep the position in {}: {}", raw, e.getMessage());
        }
    }
}
