package io.stackblaze.engine.local.datastore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.postgres.backup.Archive;
import io.stackblaze.postgres.backup.BackupException;
import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.storage.Vault;

/** The full copies of one Redis server in the vault. Any thread. */
final class SnapshotShelf {
    private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final String KEPT = "snapshots/";
    private static final String DATA = "data/";
    private static final String PROOFS = "proofs/";
    /** What was begun so long ago will not be finished any more. */
    private static final Duration LOST = Duration.ofDays(2);

    private final SealedVault vault;
    private final String name;
    private final Path spool;
    private final Clock clock;

    /**
     * A shelf; nothing happens yet.
     *
     * @param spool folder that remembers which archive is the server's own
     */
    SnapshotShelf(SealedVault vault, String name, Path spool, Clock clock) {
        this.vault = vault;
        this.name = name;
        this.spool = spool;
        this.clock = clock;
    }

    /** The archive of the server; made when there is none yet. */
    Archive archive() throws IOException, BackupException {
        var file = spool.resolve("archive");
        if (Files.exists(file)) {
            try {
                return Archive.open(vault, Files.readString(file).strip());
            } catch (BackupException e) {
                if (e.code() != BackupException.Code.NOT_FOUND) {
                    throw e;
                }
            }
        }
        var fresh = name + "/" + stamp() + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        var archive = Archive.create(vault, fresh, new Archive.Identity(0, 0, "redis", clock.instant()));
        Files.createDirectories(spool);
        Files.writeString(spool.resolve("archive.new"), fresh);
        Files.move(spool.resolve("archive.new"), file, StandardCopyOption.ATOMIC_MOVE);
        return archive;
    }

    /** Writes the data of a copy, which does not count before it is {@link #publish published}. */
    SealedVault.Stored putData(Archive archive, String id, Vault.Content content) throws IOException {
        return vault.put(data(archive, id), content);
    }

    /** From here on it is a copy. */
    static void publish(Archive archive, RedisSnapshot snapshot) throws IOException {
        archive.put(KEPT + snapshot.id(), snapshot);
    }

    /** Opens the data of a copy. */
    InputStream data(RedisSnapshot snapshot) throws IOException {
        return vault.get(snapshot.data().name());
    }

    /** Copies that are there, oldest first. */
    static List<RedisSnapshot> list(Archive archive) throws IOException {
        return archive.all(KEPT, RedisSnapshot.class);
    }

    /** Those of them whose data is there in its whole length. */
    List<RedisSnapshot> whole(Archive archive, List<RedisSnapshot> kept) throws IOException {
        var lengths = vault.list(archive.name() + "/" + DATA).stream()
                .collect(Collectors.toMap(Vault.Entry::name, Vault.Entry::bytes));
        return kept.stream().filter(one -> lengths.getOrDefault(one.data().name(), -1L) == one.data().bytes()).toList();
    }

    /** The last proof. */
    static Optional<BackupReport.Proof> proof(Archive archive) throws IOException {
        return archive.all(PROOFS, BackupReport.Proof.class).stream().findFirst();
    }

    /** Keeps a proof in place of the last one. */
    static void keep(Archive archive, BackupReport.Proof proof) throws IOException {
        archive.put(PROOFS + "last", proof);
    }

    /** Deletes a copy; a half deleted one is none. */
    void delete(Archive archive, RedisSnapshot snapshot) throws IOException {
        archive.drop(KEPT + snapshot.id());
        vault.delete(snapshot.data().name());
    }

    /** Deletes what no moment of a window needs, and what was never finished. */
    void expire(Archive archive, Duration window) throws IOException {
        var kept = list(archive);
        for (var old : needless(kept, window, clock.instant())) {
            delete(archive, old);
        }
        var known = kept.stream().map(one -> one.data().name()).collect(Collectors.toSet());
        for (var entry : vault.list(archive.name() + "/" + DATA)) {
            if (!known.contains(entry.name()) && entry.written().isBefore(clock.instant().minus(LOST))) {
                vault.delete(entry.name());
            }
        }
    }

    /** Copies that no moment of the window would be restored from; never the newest. */
    static List<RedisSnapshot> needless(List<RedisSnapshot> kept, Duration window, Instant now) {
        var before = kept.stream().filter(one -> one.at().isBefore(now.minus(window))).toList();
        return before.isEmpty() ? List.of() : before.subList(0, before.size() - 1);
    }

    /** A name for a copy that is made now. */
    String stamp() {
        return ID.format(clock.instant());
    }

    private static String data(Archive archive, String id) {
        return archive.name() + "/" + DATA + id;
    }
}
