package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A name held against other threads and other processes, by one or shared by many. The kernel frees it when the process
 * dies. Lock files stay: one that is deleted could be locked twice.
 */
public final class StoreLock implements AutoCloseable {
    private static final long POLL_MILLIS = 25;
    /** Closing any channel on a file frees all this process's locks on it, so there is one channel for all threads. */
    private static final Map<Path, Held> HELD = new HashMap<>();

    private final Path file;
    private boolean open = true;

    private static final class Held {
        private final FileChannel channel;
        private final FileLock lock;
        private int holders = 1;

        private Held(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }
    }

    private StoreLock(Path file) {
        this.file = file;
    }

    /** Takes the lock if that needs no waiting. */
    public static Optional<StoreLock> tryAcquire(Path file, boolean shared) throws IOException {
        var path = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            var held = HELD.get(path);
            if (held != null) {
                if (!shared || !held.lock.isShared()) {
                    return Optional.empty();
                }
                held.holders++;
                return Optional.of(new StoreLock(path));
            }
            return acquireFile(path, shared);
        }
    }

    private static Optional<StoreLock> acquireFile(Path path, boolean shared) throws IOException {
        Files.createDirectories(path.resolveSibling("."));
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        var locked = false;
        try {
            var lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock == null) {
                return Optional.empty();
            }
            HELD.put(path, new Held(channel, lock));
            locked = true;
            return Optional.of(new StoreLock(path));
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /**
     * Waits for the lock.
     *
     * @param waiting runs once if there is something to wait for
     * @throws TimeoutException when it was not free in time
     */
    public static StoreLock acquire(Path file, boolean shared, Duration limit, Runnable waiting)
            throws IOException, InterruptedException, TimeoutException {
        var end = System.nanoTime() + limit.toNanos();
        var told = false;
        while (true) {
            var lock = tryAcquire(file, shared);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException(file.toString());
            }
            if (!told) {
                waiting.run();
                told = true;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            var held = HELD.get(file);
            if (!open || held == null) {
                return;
            }
            open = false;
            if (--held.holders == 0) {
                HELD.remove(file);
                try {
                    held.channel.close();
                } catch (IOException _) {
                    // The lock ends with the channel, and a channel cannot be half closed.
                }
            }
        }
    }
}
