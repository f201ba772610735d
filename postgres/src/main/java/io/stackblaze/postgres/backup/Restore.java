package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

import io.stackblaze.postgres.PostgresException;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.wal.Segment;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Restores a cluster from an archive into a folder of its own. The archive is only read, and nothing is ever
 * overwritten. A restore that was cut off is not one: its folder can be deleted.
 */
public final class Restore {
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'")
            .withZone(ZoneOffset.UTC);
    private static final FileAttribute<?> FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String OVERRIDES = "postgresql.auto.conf";
    private static final int BUFFER = 1 << 20;
    /** What a cluster needs beside its data, at least. */
    private static final long RESERVE = 64L << 20;

    private final Archive archive;
    private final RestorePlan plan;

    /**
     * What came of it.
     *
     * @param lastCommit the server's time of the last transaction that was replayed
     */
    public record Restored(Base base, Optional<Instant> lastCommit) {}

    /** A restore that is to be done. */
    public Restore(Archive archive, RestorePlan plan) {
        this.archive = archive;
        this.plan = plan;
    }

    /**
     * Restores into the folder of a server that does not exist yet, and starts it. Returns when it takes connections.
     *
     * @param progress told how many of {@link RestorePlan#bytes()} are done
     */
    public Restored run(PostgresServer server, LongConsumer progress) throws BackupException, InterruptedException {
        var directory = server.settings().directory();
        try {
            refuseOther(server);
            refuseOverwriting(directory);
            refuseTooMuch(directory);
            Files.createDirectories(directory, FOLDER);
            var partial = directory.resolve("data.restoring");
            unpack(partial, directory, progress);
            var overrides = Files.exists(partial.resolve(OVERRIDES))
                    ? Files.readString(partial.resolve(OVERRIDES))
                    : "";
            Files.writeString(partial.resolve(OVERRIDES), overrides + recovery());
            Files.createFile(partial.resolve("recovery.signal"), FILE);
            Files.move(partial, server.data(), StandardCopyOption.ATOMIC_MOVE);
            recover(server);
            var last = lastCommit(server);
            Files.writeString(server.data().resolve(OVERRIDES), overrides);
            return new Restored(plan.base(), last);
        } catch (IOException e) {
            throw archive.blamed(e);
        }
    }

    private void refuseOther(PostgresServer server) throws BackupException {
        var major = server.settings().major();
        if (!major.equals(plan.base().version())) {
            throw new BackupException(Code.FAILED, "The backup was made by PostgreSQL " + plan.base().version()
                    + " and cannot be restored as " + major + ". Restore it with version \"" + plan.base().version()
                    + "\", then upgrade.");
        }
    }

    private static void refuseOverwriting(Path directory) throws BackupException, IOException {
        if (Files.exists(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                if (files.iterator().hasNext()) {
                    throw new BackupException(Code.EXISTS, directory
                            + " is not empty. A restore never overwrites: give it another name.");
                }
            }
        }
    }

    private void refuseTooMuch(Path directory) throws BackupException, IOException {
        var above = directory;
        while (!Files.exists(above)) {
            above = above.resolve("..").normalize();
        }
        FileStore store = Files.getFileStore(above);
        var needed = plan.bytes() + RESERVE;
        if (store.getUsableSpace() < needed) {
            throw new BackupException(Code.NO_SPACE, "The restore needs %d MB in %s, where %d MB are free."
                    .formatted((needed >> 20) + 1, directory, store.getUsableSpace() >> 20));
        }
    }

    private void unpack(Path data, Path directory, LongConsumer progress) throws IOException {
        var done = 0L;
        try (var tar = new TarArchiveInputStream(archive.files(plan.base()), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var name = Path.of(entry.getName()).normalize();
                if (entry.getName().equals(BaseBackup.PASSWORD)) {
                    write(directory.resolve(BaseBackup.PASSWORD), tar);
                } else if (name.startsWith("data") && !name.isAbsolute()) {
                    place(data.resolve(Path.of("data").relativize(name)), entry, tar);
                } else {
                    throw new IOException("the backup holds an unknown file: " + name);
                }
                done += entry.getSize();
                progress.accept(done);
            }
        }
        for (KeptWal kept : plan.wal()) {
            var file = data.resolve("pg_wal").resolve(kept.segment().name());
            try (InputStream in = archive.bytes(kept)) {
                write(file, in);
            }
            fill(file);
            done += Segment.BYTES;
            progress.accept(done);
        }
    }

    private static void place(Path file, TarArchiveEntry entry, InputStream in) throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(file)) {
                Files.createDirectory(file, FOLDER);
            }
        } else {
            write(file, in);
        }
    }

    private static void write(Path file, InputStream in) throws IOException {
        Files.createFile(file, FILE);
        try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    /** A segment that is only a beginning is zeros behind that. */
    private static void fill(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < Segment.BYTES) {
                channel.write(ByteBuffer.wrap(new byte[1]), Segment.BYTES - 1);
            }
        }
    }

    /** All WAL is in its place already: nothing is fetched, and nothing is archived or followed. */
    private String recovery() {
        var target = switch (plan.target()) {
            case Target.Time(var at) -> "recovery_target_time = '" + TIME.format(at) + "'\n"
                    + "recovery_target_inclusive = on\n";
            case Target.Named _ -> "recovery_target_name = '" + plan.point().orElseThrow().id() + "'\n";
            case Target.Newest _ -> "";
        };
        return """

                restore_command = 'exit 1'
                recovery_target_timeline = 'current'
                recovery_target_action = 'promote'
                hot_standby = off
                """ + target;
    }

    private void recover(PostgresServer server) throws BackupException, InterruptedException, IOException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                server.start();
                return;
            } catch (PostgresException e) {
                // Replaying much WAL takes longer than a start may; as long as it runs, it is at it.
                if (server.process().isPresent() && System.nanoTime() < deadline) {
                    continue;
                }
                throw new BackupException(Code.DAMAGED, "The restored cluster in "
                        + server.settings().directory() + " does not start. " + explain(server, e), e);
            }
        }
    }

    private static String explain(PostgresServer server, PostgresException e) throws IOException {
        var log = Files.exists(server.log()) ? Files.readString(server.log(), StandardCharsets.UTF_8) : "";
        return log.contains("recovery ended before configured recovery target was reached")
                ? "The WAL ended before the moment that was asked for: a segment of it is damaged or cut off."
                : String.valueOf(e.getMessage());
    }

    private static Optional<Instant> lastCommit(PostgresServer server) throws BackupException {
        try (Connection session = server.session("postgres", Map.of());
                var statement = session.createStatement();
                var row = statement.executeQuery("SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()")) {
            row.next();
            if (row.getBoolean(1)) {
                throw new BackupException(Code.FAILED, "The restored cluster is still recovering.");
            }
            return Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant);
        } catch (SQLException e) {
            throw new BackupException(Code.FAILED, "The restored cluster does not answer: " + e.getMessage(), e);
        }
    }
}
