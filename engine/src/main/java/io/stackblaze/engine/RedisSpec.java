package io.stackblaze.engine;

/**
 * A Redis server, at {@code <name>.internal:6379}, with a password for the default account.
 *
 * @param version major version wanted, as {@code "7"}; the nearest one found is used and named in the status
 * @param eviction {@code maxmemory-policy}
 * @param persistence what survives a restart
 */
public record RedisSpec(String name, String version, Secret password, Resources resources, String eviction,
        Persistence persistence) implements DatastoreSpec {
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
