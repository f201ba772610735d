package io.stackblaze.blueprint;

import java.time.LocalTime;

/**
 * The keys of {@code backup}.
 *
 * @param windowDays days back to which any second can be restored
 * @param at UTC time of the daily base backup
 */
public record Backup(int windowDays, LocalTime at) {
    /** What holds when nothing is given. */
    public static final Backup DEFAULT = new Backup(7, LocalTime.of(2, 30));
}
