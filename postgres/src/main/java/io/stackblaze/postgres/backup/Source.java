package io.stackblaze.postgres.backup;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.backup.BackupException.Code;
import io.stackblaze.postgres.backup.wal.Segment;
import io.stackblaze.postgres.backup.wal.Sessions;

/**
 * The server that is backed up.
 *
 * @param data folder of the cluster's files
 * @param password file of the superuser's password
 */
public record Source(Sessions sessions, Path data, Path password) {
    /** A server of ours. */
    public static Source of(PostgresServer server) {
        return new Source(server::session, server.data(),
                server.settings().directory().resolve(BaseBackup.PASSWORD));
    }

    /** Whose files and WAL these are; asks the server. */
    Archive.Identity identity(Clock clock) throws SQLException, BackupException {
        try (var session = sessions.open("postgres", Map.of());
                var statement = session.createStatement();
                var row = statement.executeQuery("""
                        SELECT system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                            current_setting('server_version_num')::int / 10000,
                            pg_size_bytes(current_setting('wal_segment_size'))
                        FROM pg_control_system()""")) {
            row.next();
            if (row.getLong(4) != Segment.BYTES) {
                throw new BackupException(Code.FAILED, "The cluster was made with WAL segments of " + row.getLong(4)
                        + " bytes; only 16 MB can be backed up.");
            }
            return new Archive.Identity(row.getLong(1), Integer.parseInt(row.getString(2), 16), row.getString(3),
                    clock.instant());
        }
    }
}
