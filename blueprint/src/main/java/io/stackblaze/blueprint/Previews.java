package io.stackblaze.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code previews}.
 *
 * @param snapshotOf environment whose data seeds a preview's database; null unless {@code database} is SNAPSHOT
 * @param seed command run once when a preview is made; null for none
 */
public record Previews(Generation generation, int expireAfterDays, Database database, @Nullable String snapshotOf,
        @Nullable String seed) {
    /** What holds when nothing is given. */
    public static final Previews DEFAULT = new Previews(Generation.AUTOMATIC, 7, Database.EMPTY, null, null);

    /** When a pull request gets a preview. */
    public enum Generation {
        /** When it is opened. */
        AUTOMATIC,
        /** When somebody asks. */
        MANUAL,
        /** Never. */
        OFF
    }

    /** What a preview's database starts with. */
    public enum Database {
        /** Nothing. */
        EMPTY,
        /** A copy of another environment's. */
        SNAPSHOT
    }
}
