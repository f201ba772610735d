package io.stackblaze.server.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupKeeper;
import io.stackblaze.postgres.backup.BackupSettings;
import io.stackblaze.postgres.backup.BackupStatus;
import io.stackblaze.postgres.backup.Source;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.VaultLocation;

/**
 * Backs up the installation itself, as long as the server runs: its database like any other, and what else of its home
 * an empty machine would need. Databases of services are the node's. Any thread.
 */
public final class Safekeeping implements AutoCloseable {
    static final String STORE = HomeCopy.ROOT + "/store";
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration PARTING = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final LocalTime HOUR = LocalTime.of(3, 10);
    private static final Duration AFTERLIFE = Duration.ofDays(30);
    private static final long SPOOL = 256L << 20;

    private final VaultLocation place;
    private final HomeCopy copy;
    private final Clock clock;
    private final Optional<BackupKeeper> keeper;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private String kept = "";
    private volatile String trouble = "";

    private Safekeeping(VaultLocation place, HomeCopy copy, Optional<BackupKeeper> keeper, Clock clock) {
        this.clock = clock;
        this.place = place;
        this.copy = copy;
        this.keeper = keeper;
        this.thread = Thread.ofVirtual().name("safekeeping").unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @param store the server's own database; one of somebody else's is theirs to back up
     */
    public static Safekeeping start(Path home, VaultLocation place, Optional<PostgresServer> store, Clock clock)
            throws BackupException {
        var vault = new SealedVault(place.open(), key(home));
        var keeper = store.map(server -> new BackupKeeper(Source.of(server), vault, new BackupSettings(STORE,
                home.resolve("server").resolve("spool"), WINDOW, HOUR, SPOOL, BackupSettings.Rhythm.USUAL), null,
                clock));
        var safekeeping = new Safekeeping(place, new HomeCopy(vault, home), keeper, clock);
        keeper.ifPresent(BackupKeeper::start);
        safekeeping.thread.start();
        return safekeeping;
    }

    static BackupKey key(Path home) throws BackupException {
        return BackupKey.open(home.resolve("keys").resolve("backup.json"));
    }

    /** Where it is kept. */
    public VaultLocation place() {
        return place;
    }

    /** What does not work, a sentence; empty when all is well. */
    public String trouble() {
        var store = keeper.map(BackupKeeper::status)
                .filter(now -> now.state() == BackupStatus.State.DEGRADED || now.state() == BackupStatus.State.BROKEN)
                .map(BackupStatus::detail).orElse("");
        return trouble.isEmpty() ? store : trouble;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(PARTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keeper.ifPresent(BackupKeeper::close);
    }

    private void run() {
        try {
            do {
                try {
                    var now = copy.digest();
                    if (!now.equals(kept)) {
                        copy.keepFiles();
                        kept = now;
                    }
                    copy.keepParts(clock.instant().minus(AFTERLIFE));
                    trouble = "";
                } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
                    trouble = "The installation's own backups do not go on: " + e.getMessage();
                }
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
