package io.stackblaze.postgres.backup.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Receives WAL as the server writes it, and tells the server once it is on our disk. Goes on after every failure, from
 * where it stood. A thread of its own; methods may be called from any.
 */
public final class WalReceiver implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration FULL = Duration.ofMillis(200);
    private static final int BATCH = 1 << 20;
    private static final Map<String, String> REPLICATION = Map.of("replication", "true", "preferQueryMode", "simple",
            "assumeMinServerVersion", "14");

    private final Sessions sessions;
    private final Spool spool;
    private final int timeline;
    private final long spoolBytes;
    private final Supplier<Optional<Segment>> kept;
    private final Runnable onGap;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object progress = new Object();
    private @Nullable Connection stream;
    private volatile String trouble = "";

    /**
     * Starts receiving.
     *
     * @param timeline the server's history
     * @param spoolBytes bound of whole segments that wait in the spool; beyond it the server has to keep its WAL
     * @param kept the segment to go on with when the spool is empty; empty when none was ever kept
     * @param onGap called when WAL in between is lost
     */
    public WalReceiver(Sessions sessions, Spool spool, int timeline, long spoolBytes,
            Supplier<Optional<Segment>> kept, Runnable onGap) {
        this.sessions = sessions;
        this.spool = spool;
        this.timeline = timeline;
        this.spoolBytes = spoolBytes;
        this.kept = kept;
        this.onGap = onGap;
        this.thread = Thread.ofPlatform().daemon().name("wal-receiver").start(this::run);
    }

    /** Why nothing is received now; empty when all is well. */
    public String trouble() {
        return trouble;
    }

    /** Waits until all WAL before a position is on our disk; says whether it is. */
    public boolean await(long lsn, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        synchronized (progress) {
            while (Long.compareUnsigned(spool.flushed(), lsn) < 0) {
                var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || closed.getCount() == 0) {
                    return false;
                }
                progress.wait(left);
            }
        }
        return true;
    }

    /** Ends the session and waits for the thread; the server keeps WAL for us from here on. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        hangUp();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try {
                receive();
            } catch (SQLException | IOException | UncheckedIOException e) {
                trouble = "WAL is not received: " + e.getMessage();
            } catch (InterruptedException e) {
                return;
            } finally {
                hangUp();
                closeSpool();
            }
            if (paused(PAUSE)) {
                return;
            }
        }
    }

    private void receive() throws SQLException, IOException, InterruptedException {
        var start = start();
        spool.begin(start);
        var connection = sessions.open("postgres", REPLICATION);
        synchronized (progress) {
            stream = connection;
        }
        try (PGReplicationStream wal = connection.unwrap(PGConnection.class).getReplicationAPI().replicationStream()
                .physical().withSlotName(Slot.NAME).withStartPosition(LogSequenceNumber.valueOf(start.start()))
                .withStatusInterval(10, TimeUnit.SECONDS).start()) {
            trouble = "";
            while (closed.getCount() > 0) {
                take(wal);
            }
        }
    }

    /** Writes what is there, syncs once, and tells the server at once: a waiting commit may depend on it. */
    private void take(PGReplicationStream wal) throws SQLException, IOException, InterruptedException {
        var before = spool.current();
        var bytes = wal.read();
        for (int taken = 0; bytes != null; bytes = taken < BATCH ? wal.readPending() : null) {
            taken += bytes.remaining();
            spool.write(wal.getLastReceiveLSN().asLong() - bytes.remaining(), bytes);
        }
        var flushed = LogSequenceNumber.valueOf(spool.sync());
        wal.setFlushedLSN(flushed);
        wal.setAppliedLSN(flushed);
        wal.forceUpdateStatus();
        synchronized (progress) {
            progress.notifyAll();
        }
        while (!before.equals(spool.current()) && spool.whole().size() * Segment.BYTES > spoolBytes) {
            trouble = "The vault takes no WAL, and the spool is full: the server keeps its WAL until it does.";
            if (paused(FULL)) {
                return;
            }
            wal.forceUpdateStatus();
        }
    }

    /** Where to begin: where we stand, unless the server has no WAL from there any more. */
    private Segment start() throws SQLException, IOException {
        var wanted = spool.resume().or(kept).filter(segment -> segment.timeline() == timeline);
        try (Connection connection = sessions.open()) {
            var slot = Slot.of(connection);
            if (slot.lost() || slot.restart() == 0) {
                Slot.drop(connection);
                slot = Slot.of(connection);
            }
            var oldest = Segment.at(timeline, slot.restart());
            if (wanted.isEmpty()) {
                return oldest;
            }
            if (wanted.get().compareTo(oldest) < 0) {
                onGap.run();
                return oldest;
            }
            return wanted.get();
        }
    }

    private boolean paused(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void hangUp() {
        synchronized (progress) {
            if (stream != null) {
                try {
                    stream.abort(Runnable::run);
                } catch (SQLException e) {
                    trouble = "The session could not be closed: " + e.getMessage();
                }
                stream = null;
            }
            progress.notifyAll();
        }
    }

    private void closeSpool() {
        try {
            spool.close();
        } catch (IOException e) {
            trouble = "The spool could not be closed: " + e.getMessage();
        }
    }
}
