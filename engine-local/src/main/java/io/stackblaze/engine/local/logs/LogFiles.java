package io.stackblaze.engine.local.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.stackblaze.engine.local.state.AtomicFile;

/** A log in a few files of bounded size: {@code 0.log} is written, {@code 1.log} is the one before. One thread. */
final class LogFiles implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;
    /** Lines that are given out at once take no more memory than this, however long they are. */
    private static final long MOST_BYTES = 8L << 20;

    private final Path folder;
    private final Rotation rotation;
    private FileChannel current;

    LogFiles(Path folder, Rotation rotation) throws IOException {
        this.folder = AtomicFile.directory(folder);
        this.rotation = rotation;
        this.current = open();
    }

    private Path file(int age) {
        return folder.resolve(age + ".log");
    }

    private FileChannel open() throws IOException {
        var channel = FileChannel.open(file(0), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.READ);
        endLine(channel);
        return channel;
    }

    /** After a crash in the middle of a line, the next one begins on a line of its own. */
    private static void endLine(FileChannel channel) throws IOException {
        channel.position(channel.size());
        if (channel.size() > 0) {
            var last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            if (last.get(0) != '\n') {
                channel.write(ByteBuffer.wrap(new byte[]{'\n'}));
            }
        }
    }

    void append(String lines) throws IOException {
        if (current.position() >= rotation.bytes()) {
            rotate();
        }
        var rest = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
            current.write(rest);
        }
    }

    private void rotate() throws IOException {
        current.close();
        Files.deleteIfExists(file(rotation.files() - 1));
        for (int age = rotation.files() - 2; age >= 0; age--) {
            if (Files.exists(file(age))) {
                Files.move(file(age), file(age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        current = open();
    }

    /** The newest entries that match, at most that many and not more than fit into memory, oldest first. */
    List<Entry> newest(int count, Predicate<Entry> matching) {
        var found = new Found();
        for (int age = 0; age < rotation.files() && found.wants(count); age++) {
            if (Files.exists(file(age))) {
                backwards(file(age), count, matching, found);
            }
        }
        return List.copyOf(found.entries);
    }

    private static void backwards(Path path, int count, Predicate<Entry> matching, Found found) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] carried = {};
            for (long end = file.length(); end > 0 && found.wants(count);) {
                int size = (int) Math.min(CHUNK, end);
                var block = new byte[size + carried.length];
                file.seek(end - size);
                file.readFully(block, 0, size);
                System.arraycopy(carried, 0, block, size, carried.length);
                end -= size;
                carried = linesFromEnd(block, end == 0, count, matching, found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log " + path + ": " + e.getMessage(), e);
        }
    }

    /** Takes the whole lines of a block, last first; returns the beginning, which belongs to the block before. */
    private static byte[] linesFromEnd(byte[] block, boolean first, int count, Predicate<Entry> matching,
            Found found) {
        int end = block.length;
        for (int at = block.length - 1; at >= 0 && found.wants(count); at--) {
            if (block[at] == '\n') {
                take(block, at + 1, end, matching, found);
                end = at;
            }
        }
        if (first && found.wants(count)) {
            take(block, 0, end, matching, found);
            end = 0;
        }
        return Arrays.copyOf(block, end);
    }

    private static void take(byte[] block, int from, int to, Predicate<Entry> matching, Found found) {
        if (to > from) {
            Entry.parse(new String(block, from, to - from, StandardCharsets.UTF_8)).filter(matching)
                    .ifPresent(found::add);
        }
    }

    /** Entries found so far, newest first found, oldest first kept. */
    private static final class Found {
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private long bytes;

        boolean wants(int count) {
            return entries.size() < count && bytes < MOST_BYTES;
        }

        void add(Entry entry) {
            entries.addFirst(entry);
            bytes += entry.text().length() + 100L;
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
