package io.stackblaze.engine;

import java.time.LocalTime;

/**
 * What a datastore's backups promise.
 *
 * @param days days back to which a restore is possible, 1 or more
 * @param at UTC time of the daily full copy
 */
public record BackupWindow(int days, LocalTime at) {
    /** What holds when nothing is said. */
    public static final BackupWindow USUAL = new BackupWindow(7, LocalTime.of(2, 30));

    /** Refuses a window that promises nothing. */
    public BackupWindow {
        if (days < 1) {
            throw new IllegalArgumentException("a window of backups is a day or more, not " + days);
        }
    }
}
