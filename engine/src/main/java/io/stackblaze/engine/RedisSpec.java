package io.stackblaze.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A Redis server, at {@code <name>.internal:6379}, with a password for the default account.
 *
 * @param version major version wanted, as {@code "7"}; the nearest one found is used and named in the status
 * @param eviction {@code maxmemory-policy}
 * @param persistence what survives a restart
 * @param backup what its backups promise; without one, the usual
 */
public record RedisSpec(String name, String version, Secret password, Resources resources, String eviction,
        Persistence persistence, BackupWindow backup) implements DatastoreSpec {
    /** Takes the usual backups where none are said. */
    public RedisSpec(String name, String version, Secret password, Resources resources, String eviction,
            Persistence persistence, @Nullable BackupWindow backup) {
        this.name = name;
        this.version = version;
        this.password = password;
        this.resources = resources;
        this.eviction = eviction;
        this.persistence = persistence;
        this.backup = Objects.requireNonNullElse(backup, BackupWindow.USUAL);
    }

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
