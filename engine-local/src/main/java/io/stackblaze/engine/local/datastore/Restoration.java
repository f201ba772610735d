package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.PostgresSpec;
import io.stackblaze.engine.RedisSpec;
import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.backup.Archive;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.Restore;
import io.stackblaze.postgres.backup.RestorePlan;
import io.stackblaze.postgres.backup.Target;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.redis.RedisException;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.redis.snapshot.Contents;
import io.stackblaze.redis.snapshot.SnapshotRestore;

/** Makes the folder of a datastore from what is kept of one; nothing is there when it fails. */
final class Restoration {
    private Restoration() {}

    /** The newest that an archive holds; empty when it holds nothing that is whole. */
    static Optional<Instant> newest(SealedVault vault, Archive archive, DatastoreSpec as, BackupPlace place,
            Path folder)
            throws IOException, BackupException, PostgresException, RedisException, InterruptedException {
        return switch (as) {
            case PostgresSpec postgres -> newest(archive, postgres, place, folder);
            case RedisSpec redis -> newest(new SnapshotShelf(vault, archive.name(), folder, place.clock()), archive,
                    redis, place, folder);
        };
    }

    private static Optional<Instant> newest(Archive archive, PostgresSpec as, BackupPlace place, Path folder)
            throws IOException, BackupException, PostgresException, InterruptedException {
        var history = archive.history();
        if (!history.isRestorable()) {
            return Optional.empty();
        }
        var plan = history.plan(new Target.Newest());
        return Optional.of(run(archive, plan, as, place, folder).orElse(plan.base().stoppedAt()));
    }

    private static Optional<Instant> newest(SnapshotShelf shelf, Archive archive, RedisSpec as, BackupPlace place,
            Path folder) throws IOException, BackupException, RedisException, InterruptedException {
        var kept = shelf.whole(archive, SnapshotShelf.list(archive));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        run(shelf, kept.getLast(), as, place, folder);
        return Optional.of(kept.getLast().at());
    }

    /** Of Postgres; gives the moment of the last transaction. */
    static Optional<Instant> run(Archive archive, RestorePlan plan, PostgresSpec as, BackupPlace place, Path folder)
            throws IOException, BackupException, PostgresException, InterruptedException {
        var server = place.fresh(as);
        try {
            var restored = new Restore(archive, plan).run(server, _ -> {});
            server.stop();
            move(server.settings().directory(), folder);
            return restored.lastCommit();
        } finally {
            if (Files.exists(server.settings().directory())) {
                server.destroy();
            }
        }
    }

    /** Of Redis. */
    static void run(SnapshotShelf shelf, RedisSnapshot from, RedisSpec as, BackupPlace place, Path folder)
            throws IOException, RedisException, BackupException, InterruptedException {
        var copy = begin(from, new RedisSettings(folder, folder, as.version(), "127.0.0.1", 1, as.password().reveal(),
                as.resources().memoryMiB(), as.eviction(), "rdb", OptionalInt.empty()), place);
        try {
            if (!from.contents().isSameAs(load(copy, shelf, from))) {
                throw new BackupException(BackupException.Code.DAMAGED, "The backup " + from.id()
                        + " does not hold what it held when it was made. Restore another one.");
            }
            if (as.persistence() == RedisSpec.Persistence.AOF) {
                SnapshotRestore.settleAppendOnly(copy);
            }
            copy.stop();
            move(copy.settings().directory(), folder);
        } finally {
            discard(copy);
        }
    }

    /** A server that is to hold a copy, with the account of another. */
    static RedisServer begin(RedisSnapshot one, RedisSettings like, BackupPlace place)
            throws IOException, BackupException {
        place.demandRoom(2 * one.bytes());
        return place.fresh(like);
    }

    /** Starts that server with the copy; gives what it holds. */
    static Contents load(RedisServer copy, SnapshotShelf shelf, RedisSnapshot one)
            throws IOException, RedisException, InterruptedException {
        try (var data = shelf.data(one)) {
            return SnapshotRestore.run(copy, data);
        }
    }

    /** What is left of it; after one that was moved there is nothing. */
    static void discard(RedisServer copy) throws RedisException, InterruptedException {
        if (Files.exists(copy.settings().directory())) {
            copy.destroy();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling(""));
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
