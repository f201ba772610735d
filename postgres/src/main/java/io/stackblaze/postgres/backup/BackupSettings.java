package io.stackblaze.postgres.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;

/**
 * How one database is backed up.
 *
 * @param name name of its backups in the vault: segments of letters, digits and {@code . _ -}, separated by slashes
 * @param spool folder of its own for WAL that is not in the vault yet; it should outlive the data's disk
 * @param window how far back a restore must be possible
 * @param at when the daily base backup is taken, UTC
 * @param spoolBytes bound of the spool
 * @param rhythm how often things are done
 */
public record BackupSettings(String name, Path spool, Duration window, LocalTime at, long spoolBytes, Rhythm rhythm) {
    /** The same with another window and hour. */
    BackupSettings with(Duration otherWindow, LocalTime otherHour) {
        return new BackupSettings(name, spool, otherWindow, otherHour, spoolBytes, rhythm);
    }

    /**
     * How often things are done.
     *
     * @param heartbeat heartbeats are committed
     * @param ship the growing segment is brought to the vault: bound of what is lost with the disk
     * @param check the archive is looked over
     * @param facts facts are recorded, to prove restores with
     * @param drill a restore is proved
     */
    public record Rhythm(Duration heartbeat, Duration ship, Duration check, Duration facts, Duration drill) {
        /** What is promised to users. */
        public static final Rhythm USUAL = new Rhythm(Duration.ofSeconds(10), Duration.ofSeconds(30),
                Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofDays(7));
    }
}
