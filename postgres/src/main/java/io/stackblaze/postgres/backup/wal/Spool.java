package io.stackblaze.postgres.backup.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * WAL as it arrived, on a disk of this machine, until it is in the vault: whole segments, and the one that grows as
 * {@code NAME.partial}. One thread writes; others may list, read and delete whole segments.
 */
public final class Spool implements AutoCloseable {
    private static final String PARTIAL = ".partial";
    private static final String HEARTBEAT = "heartbeat";

    private final Path folder;
    private @Nullable FileChannel channel;
    private volatile @Nullable Segment current;
    private long written;
    private volatile long flushed;

    /** The spool in a folder of its own; made if need be. */
    public Spool(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Where WAL must go on: at the start of the segment that was not finished, or after the last whole one. */
    public Optional<Segment> resume() throws IOException {
        var partial = partials();
        if (!partial.isEmpty()) {
            return Optional.of(partial.getLast());
        }
        var whole = whole();
        return whole.isEmpty() ? Optional.empty() : Optional.of(whole.getLast().next());
    }

    /** Begins to write at the start of a segment. */
    public void begin(Segment segment) throws IOException {
        close();
        channel = FileChannel.open(partial(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        current = segment;
        written = segment.start();
        flushed = segment.start();
    }

    /** Takes bytes of WAL that begin at a position; they must follow what was taken before. */
    public void write(long lsn, ByteBuffer bytes) throws IOException {
        if (lsn != written) {
            throw new IOException("WAL arrived from %X on, not from %X".formatted(lsn, written));
        }
        while (bytes.hasRemaining()) {
            var segment = segment();
            var room = (int) Math.min(bytes.remaining(), segment.end() - written);
            var part = bytes.slice(bytes.position(), room);
            while (part.hasRemaining()) {
                written += channel().write(part, written - segment.start());
            }
            bytes.position(bytes.position() + room);
            if (written == segment.end()) {
                finish(segment);
            }
        }
    }

    /** Makes durable what was written; returns the position up to which it is. */
    public long sync() throws IOException {
        if (flushed < written) {
            channel().force(false);
            flushed = written;
        }
        return flushed;
    }

    /** Position up to which all is durable; 0 before the first segment began. */
    public long flushed() {
        return flushed;
    }

    /** The segment that grows. */
    public Optional<Segment> current() {
        return Optional.ofNullable(current);
    }

    /** Whole segments that are still here, oldest first. */
    public List<Segment> whole() throws IOException {
        return segments("");
    }

    /** Segments that never became whole, oldest first; at most one unless something went wrong. */
    public List<Segment> partials() throws IOException {
        return segments(PARTIAL);
    }

    /** File of a whole segment. */
    public Path file(Segment segment) {
        return folder.resolve(segment.name());
    }

    /** File of a segment that grows. */
    public Path partial(Segment segment) {
        return folder.resolve(segment.name() + PARTIAL);
    }

    /** Keeps the newest heartbeat over a restart. */
    public void keep(Heartbeat heartbeat) throws IOException {
        var fresh = folder.resolve(HEARTBEAT + ".new");
        try (var out = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap((heartbeat.at() + " " + heartbeat.lsn()).getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(fresh, folder.resolve(HEARTBEAT), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The heartbeat that was kept last. */
    public Optional<Heartbeat> heartbeat() throws IOException {
        var file = folder.resolve(HEARTBEAT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var words = Files.readString(file).split(" ", 2);
        return words.length == 2
                ? Optional.of(new Heartbeat(Instant.parse(words[0]), Long.parseLong(words[1])))
                : Optional.empty();
    }

    /** Closes the file that is written; what is not synced may be lost, and is asked for again. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private void finish(Segment segment) throws IOException {
        sync();
        close();
        Files.move(partial(segment), file(segment), StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        begin(segment.next());
    }

    private List<Segment> segments(String suffix) throws IOException {
        var found = new ArrayList<Segment>();
        try (var files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .forEach(name -> Segment.parse(name).ifPresent(found::add));
        }
        found.sort(null);
        return found;
    }

    private Segment segment() throws IOException {
        var segment = current;
        if (segment == null) {
            throw new IOException("WAL arrived before it was asked for");
        }
        return segment;
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            throw new IOException("the spool in " + folder + " is closed");
        }
        return channel;
    }
}
