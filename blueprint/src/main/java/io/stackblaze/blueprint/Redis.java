package io.stackblaze.blueprint;

/**
 * {@code type: redis}.
 *
 * @param eviction Redis' {@code maxmemory-policy}
 * @param persistence what survives a restart
 */
public record Redis(String name, String plan, String version, String eviction, Persistence persistence, Backup backup)
        implements
            Service {
    /** The major version of one that names none. */
    public static final String DEFAULT_VERSION = "7";

    /** What survives a restart. */
    public enum Persistence {
        /** Every write, synced each second. */
        AOF,
        /** A snapshot now and then. */
        RDB,
        /** Nothing. */
        NONE
    }
}
