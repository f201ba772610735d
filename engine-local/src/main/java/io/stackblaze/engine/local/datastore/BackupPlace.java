package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.postgres.backup.Archive;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.BackupKeeper;
import io.stackblaze.postgres.backup.BackupSettings;
import io.stackblaze.postgres.backup.Source;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.postgres.backup.storage.S3Vault;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.Vault;
import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.sandbox.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the backups of a node's databases are kept, and where they are restored. Any thread. */
public final class BackupPlace {
    private static final Logger LOG = LoggerFactory.getLogger(BackupPlace.class);
    private static final Duration AFTERLIFE = Duration.ofDays(30);
    private static final long SPOOL = 2L << 30;
    private static final int DRILL_MEMORY = 64;
    private static final long RESERVE = 64L << 20;

    private final SealedVault vault;
    private final Folders folders;
    private final Path binaries;
    private final Clock clock;

    private BackupPlace(SealedVault vault, Folders folders, Path binaries, Clock clock) {
        this.vault = vault;
        this.folders = folders;
        this.binaries = binaries;
        this.clock = clock;
    }

    /**
     * Opens it, and clears away restores that a node before this one did not finish.
     *
     * @param vault where the backups are kept
     * @param key file of the key they are encrypted with; made if need be
     */
    public static BackupPlace open(Vault vault, Path key, Folders folders, Path binaries, Clock clock)
            throws IOException {
        var place = reading(vault, key, folders, binaries, clock);
        var left = leftovers(folders);
        Thread.ofVirtual().name("restores").start(() -> {
            place.sweep(left);
            place.expire();
        });
        return place;
    }

    /** Opens it to restore from, and changes nothing there. */
    public static BackupPlace reading(Vault vault, Path key, Folders folders, Path binaries, Clock clock)
            throws IOException {
        try {
            return new BackupPlace(new SealedVault(vault, BackupKey.open(key)), folders, binaries, clock);
        } catch (BackupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes the folder of a datastore, which is gone, from the newest backup that there is under its name.
     *
     * @return the moment as which it is back
     */
    public Instant recover(EnvironmentId id, DatastoreSpec spec, Path folder) throws InterruptedException {
        var name = id.project() + "/" + id.environment() + "/" + spec.name();
        try {
            for (var archive : Archive.names(vault.plain(), name).reversed()) {
                var at = Restoration.newest(vault, Archive.open(vault, archive), spec, this, folder);
                if (at.isPresent()) {
                    return at.get();
                }
            }
        } catch (BackupException e) {
            throw DatastoreBackups.refused(e);
        } catch (IOException | PostgresException | RedisException e) {
            throw new EngineException(EngineException.Code.FAILED, String.valueOf(e.getMessage()), e);
        }
        throw new EngineException(EngineException.Code.NOT_FOUND, "there is no whole backup of it in " + vault.plain());
    }

    /** Where the backups of one datastore are kept. */
    public Corner of(EnvironmentId id, String service, String folder) {
        return new Corner(this, id, service, folder);
    }

    /**
     * The part of one datastore.
     *
     * @param folder name of the folder of its data, never used for another
     */
    public record Corner(BackupPlace place, EnvironmentId id, String service, String folder) {
        /** Makes what keeps the backups of a server. */
        Backups of(Server server, BackupWindow window) {
            var name = id.project() + "/" + id.environment() + "/" + service;
            var spool = place.folders.spool(id).resolve(folder);
            return switch (server) {
                case Server.Postgres(var postgres) -> new DatastoreBackups(service,
                        new BackupKeeper(Source.of(postgres), place.vault,
                                new BackupSettings(name, spool, Duration.ofDays(window.days()), window.at(), SPOOL,
                                        BackupSettings.Rhythm.USUAL),
                                place::drill, place.clock),
                        place);
                case Server.Redis(var redis) -> new RedisBackups(service, redis,
                        new SnapshotShelf(place.vault, name, spool, place.clock), window, place);
            };
        }
    }

    /** Lets go of what a destroyed datastore left outside the vault; what is in the vault stays. */
    public void forget(EnvironmentId id, String folder) throws IOException {
        Trees.delete(folders.spool(id).resolve(folder));
    }

    /** A server that a database is restored into, on a port of its own. */
    PostgresServer fresh(PostgresSpec spec) throws IOException {
        return new PostgresServer(new PostgresSettings(folders.restores().resolve(UUID.randomUUID().toString()),
                binaries, spec.version(), "127.0.0.1", port(), spec.user(), spec.password().reveal(), spec.database(),
                spec.resources().memoryMiB(), spec.extensions(), OptionalInt.empty()));
    }

    /** A Redis server that a snapshot of another is restored into, with the same account. */
    RedisServer fresh(RedisSettings like) throws IOException {
        return new RedisServer(new RedisSettings(folders.restores().resolve(UUID.randomUUID().toString()), binaries,
                like.major(), "127.0.0.1", port(), like.password(), like.memoryMiB(), "noeviction", "rdb",
                OptionalInt.empty()));
    }

    /** Refuses a restore that the disk has no room for, before it begins. */
    void demandRoom(long bytes) throws BackupException {
        var free = folders.node().toFile().getUsableSpace();
        if (free < bytes + RESERVE) {
            throw new BackupException(BackupException.Code.NO_SPACE,
                    "The restore needs %d MB in %s, where %d MB are free."
                            .formatted(((bytes + RESERVE) >> 20) + 1, folders.restores(), free >> 20));
        }
    }

    /** What restoring that many bytes would take. */
    RestoreOutlook outlook(Instant moment, long bytes) {
        return new RestoreOutlook(moment, bytes + RESERVE, folders.node().toFile().getUsableSpace());
    }

    /** The clock that everything goes by. */
    Clock clock() {
        return clock;
    }

    private PostgresServer drill(String version) throws IOException {
        return server(folders.restores().resolve(UUID.randomUUID().toString()), version, port());
    }

    /** A server that nobody but the superuser is to use. */
    private PostgresServer server(Path folder, String version, int port) {
        return new PostgresServer(new PostgresSettings(folder, binaries, version, "127.0.0.1", port, "drill",
                UUID.randomUUID().toString(), "drill", DRILL_MEMORY, List.of(), OptionalInt.empty()));
    }

    private RedisServer redis(Path folder) {
        return new RedisServer(new RedisSettings(folder, binaries, "7", "127.0.0.1", 1, "drill", DRILL_MEMORY,
                "noeviction", "rdb", OptionalInt.empty()));
    }

    private static List<Path> leftovers(Folders folders) {
        try {
            return Folders.list(folders.restores());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folders.restores(), e.getMessage());
            return List.of();
        }
    }

    private void sweep(List<Path> left) {
        for (var folder : left) {
            try {
                if (Files.exists(folder.resolve("redis.conf"))) {
                    redis(folder).destroy();
                } else {
                    server(folder, "16", 0).destroy();
                }
            } catch (PostgresException | RedisException e) {
                LOG.warn("what is left of a restore: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Backups of databases that were destroyed are kept for a while, looked over at each start. */
    private void expire() {
        try {
            var used = new HashSet<String>();
            try (var files = Files.find(folders.node().resolve("spool"), 4,
                    (file, _) -> file.getFileName().toString().equals("archive"))) {
                for (var file : files.toList()) {
                    used.add(Files.readString(file).strip());
                }
            } catch (NoSuchFileException e) {
                LOG.debug("no database has been backed up yet");
            }
            Archive.expire(vault.plain(), used, clock.instant().minus(AFTERLIFE));
            if (vault.plain() instanceof S3Vault bucket) {
                bucket.sweep(clock.instant());
            }
        } catch (IOException e) {
            LOG.warn("backups of destroyed databases cannot be cleared away: {}", e.getMessage());
        }
    }

    private static int port() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
