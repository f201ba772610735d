package io.stackblaze.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.wal.Sessions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a base backup of a running cluster: its files, copied between {@code pg_backup_start} and
 * {@code pg_backup_stop}. Files may change, grow, shrink and go while they are copied; replaying WAL heals that.
 *
 * @param data folder of the cluster's files
 * @param password file of the superuser's password, which the restored cluster needs
 */
record BaseBackup(Sessions sessions, Path data, Path password) {
    /** Name of the password's file in the backup; the cluster's files are below {@code data/}. */
    static final String PASSWORD = "superuser";

    private static final Set<String> EMPTIED = Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial",
            "pg_snapshots", "pg_stat_tmp", "pg_subtrans");
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init",
            "backup_label", "tablespace_map", "backup_manifest", "recovery.signal", "standby.signal");
    private static final Pattern TEMPORARY = Pattern.compile("pgsql_tmp.*|t[0-9]+_[0-9]+(_[a-z]+)?(\\.[0-9]+)?");
    private static final Path CONTROL = Path.of("global", "pg_control");
    static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final int BUFFER = 1 << 20;
    private static final int WORKERS = 1;

    /** Where the server stands. */
    private record Mark(long lsn, int timeline, Instant at, String version) {}

    /** Copies the cluster into the archive; it is a backup once it is published. */
    Base take(Archive archive, LongConsumer progress) throws IOException, SQLException, BackupException {
        try (Connection session = sessions.open("postgres", Map.of("socketTimeout", "3600"))) {
            var start = start(session);
            var id = ID.format(start.at());
            var stop = new Mark[1];
            var copied = new long[1];
            var stored = archive.putData(id, WORKERS, out -> {
                try (var tar = new TarArchiveOutputStream(out, "UTF-8")) {
                    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                    var copy = new Copy(tar, progress);
                    Files.walkFileTree(data, copy);
                    copy.file(CONTROL, control());
                    stop[0] = stop(session, copy);
                    copy.entry(PASSWORD, Files.readAllBytes(password));
                    copied[0] = copy.copied;
                } catch (SQLException e) {
                    throw new IOException(e.getMessage(), e);
                }
            });
            return new Base(id, start.timeline(), start.lsn(), stop[0].lsn(), start.at(), stop[0].at(),
                    start.version(), copied[0], stored);
        }
    }

    private Mark start(Connection session) throws SQLException, BackupException {
        try (var statement = session.createStatement()) {
            try (var spaces = statement.executeQuery("SELECT string_agg(spcname, ', ') FROM pg_tablespace"
                    + " WHERE spcname NOT IN ('pg_default', 'pg_global')")) {
                if (spaces.next() && spaces.getString(1) != null) {
                    throw new BackupException(Code.FAILED, "The database uses the tablespaces " + spaces.getString(1)
                            + ", which cannot be backed up. Move their tables to pg_default.");
                }
            }
            return mark(session, "pg_backup_start('stackblaze', true)");
        }
    }

    private static Mark stop(Connection session, Copy copy) throws SQLException, IOException {
        try (var statement = session.createStatement();
                var row = statement.executeQuery(
                        "SELECT lsn - '0/0', labelfile, clock_timestamp() FROM pg_backup_stop(false)")) {
            row.next();
            copy.entry("data/backup_label", row.getString(2).getBytes(StandardCharsets.UTF_8));
            return new Mark(row.getLong(1), 0, row.getTimestamp(3).toInstant(), "");
        }
    }

    private static Mark mark(Connection session, String function) throws SQLException {
        try (var statement = session.createStatement();
                var row = statement.executeQuery("SELECT lsn - '0/0', substr(pg_walfile_name(lsn), 1, 8),"
                        + " clock_timestamp(), current_setting('server_version_num')::int / 10000 FROM " + function
                        + " AS lsn")) {
            row.next();
            return new Mark(row.getLong(1), Integer.parseInt(row.getString(2), 16), row.getTimestamp(3).toInstant(),
                    row.getString(4));
        }
    }

    /** The control file as it was at one moment: it may be written while it is read. */
    private byte[] control() throws IOException {
        var file = data.resolve(CONTROL);
        var before = Files.readAllBytes(file);
        for (int attempt = 0; attempt < 100; attempt++) {
            var now = Files.readAllBytes(file);
            if (Arrays.equals(before, now)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private final class Copy extends SimpleFileVisitor<Path> {
        private final TarArchiveOutputStream tar;
        private final LongConsumer progress;
        private final byte[] buffer = new byte[BUFFER];
        private long copied;

        Copy(TarArchiveOutputStream tar, LongConsumer progress) {
            this.tar = tar;
            this.progress = progress;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            var name = data.relativize(folder);
            var isEmptied = name.getNameCount() > 1 && EMPTIED.contains(name.getName(0).toString());
            if (isEmptied || TEMPORARY.matcher(name.getFileName().toString()).matches()) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            tar.putArchiveEntry(new TarArchiveEntry("data/" + name + "/"));
            tar.closeArchiveEntry();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            var name = data.relativize(file);
            if (attributes.isRegularFile() && isWanted(name)) {
                try (var channel = FileChannel.open(file)) {
                    copy("data/" + name, channel.size(), Channels.newInputStream(channel));
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // dropped meanwhile
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            if (e != null && !(e instanceof NoSuchFileException)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isWanted(Path name) {
            var file = name.getFileName().toString();
            var top = name.getName(0).toString();
            if (EMPTIED.contains(top)) {
                return top.equals("pg_wal") && file.endsWith(".history");
            }
            return !name.equals(CONTROL) && !LEFT_OUT.contains(file) && !TEMPORARY.matcher(file).matches()
                    && !file.endsWith(".partial");
        }

        void file(Path name, byte[] content) throws IOException {
            entry("data/" + name, content);
        }

        void entry(String name, byte[] content) throws IOException {
            var entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            copied += content.length;
        }

        /** Copies as many bytes as it had; WAL brings what came after, and zeros stand for what was cut off. */
        private void copy(String name, long size, InputStream in) throws IOException {
            var entry = new TarArchiveEntry(name);
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            var left = size;
            while (left > 0) {
                var read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    Arrays.fill(buffer, (byte) 0);
                    read = (int) Math.min(buffer.length, left);
                }
                tar.write(buffer, 0, read);
                left -= read;
            }
            tar.closeArchiveEntry();
            copied += size;
            progress.accept(copied);
        }
    }
}
