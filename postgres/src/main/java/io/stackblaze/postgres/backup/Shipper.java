package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import io.stackblaze.postgres.backup.wal.Heartbeat;
import io.stackblaze.postgres.backup.wal.Segment;
import io.stackblaze.postgres.backup.wal.Spool;
import org.jspecify.annotations.Nullable;

/** Brings WAL from the spool into the archive: whole segments once, the growing one again and again. Any thread. */
final class Shipper {
    private static final int REMEMBERED = 10_000;

    private final Spool spool;
    private final Archive archive;
    private final Deque<Heartbeat> heartbeats = new ArrayDeque<>();
    private @Nullable Segment shipped;
    private long shippedTo;

    Shipper(Spool spool, Archive archive) throws IOException {
        this.spool = spool;
        this.archive = archive;
        spool.heartbeat().ifPresent(heartbeats::add);
    }

    /** Learns of a heartbeat that arrived. */
    void arrived(Heartbeat heartbeat) throws IOException {
        spool.keep(heartbeat);
        synchronized (heartbeats) {
            heartbeats.addLast(heartbeat);
            if (heartbeats.size() > REMEMBERED) {
                heartbeats.removeFirst();
            }
        }
    }

    /** The newest heartbeat that arrived, if any did. */
    @Nullable
    Heartbeat newest() {
        synchronized (heartbeats) {
            return heartbeats.peekLast();
        }
    }

    /** Ships whole segments, oldest first. */
    synchronized void ship() throws IOException {
        for (Segment segment : spool.whole()) {
            var file = spool.file(segment);
            archive.keep(new KeptWal(segment, false, heartbeat(segment.end()), Files.size(file)), file);
            Files.delete(file);
        }
    }

    /** Ships all that is durable in the spool, the growing segment too. */
    synchronized void shipAll() throws IOException {
        ship();
        for (Segment segment : spool.partials()) {
            var file = spool.partial(segment);
            if (Files.exists(file)) {
                shipPartial(segment, file);
            }
        }
        // The growing segment may have become whole meanwhile.
        ship();
    }

    private void shipPartial(Segment segment, Path file) throws IOException {
        var growing = spool.current().filter(segment::equals).isPresent() && spool.flushed() > segment.start();
        var end = growing ? Math.min(spool.flushed(), segment.end()) : segment.start() + Files.size(file);
        if (end <= segment.start() || (segment.equals(shipped) && shippedTo == end)) {
            return;
        }
        var copy = file.resolveSibling("shipping");
        try {
            copy(file, copy, end - segment.start());
            archive.keep(new KeptWal(segment, true, heartbeat(end), end - segment.start()), copy);
        } catch (NoSuchFileException e) {
            return; // became whole
        } finally {
            Files.deleteIfExists(copy);
        }
        shipped = segment;
        shippedTo = end;
    }

    private static void copy(Path from, Path to, long length) throws IOException {
        try (var in = FileChannel.open(from);
                var out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long done = 0; done < length;) {
                var moved = in.transferTo(done, length - done, out);
                if (moved <= 0) {
                    throw new IOException(from + " is shorter than " + length + " bytes");
                }
                done += moved;
            }
        }
    }

    /** The last heartbeat up to a position, as far as milliseconds go. */
    private @Nullable Instant heartbeat(long lsn) {
        synchronized (heartbeats) {
            Instant last = null;
            for (Heartbeat heartbeat : heartbeats) {
                if (Long.compareUnsigned(heartbeat.lsn(), lsn) <= 0) {
                    last = Instant.ofEpochMilli(heartbeat.at().toEpochMilli());
                }
            }
            return last;
        }
    }
}
