package io.stackblaze.engine;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A Postgres server with one database and one account, at {@code <name>.internal:5432}.
 *
 * @param version major version, as {@code "16"}
 * @param user account that services use; no superuser
 * @param database its database
 * @param storageGb bound of its disk use in GB, watched, not enforced
 * @param extensions extensions that exist in the database
 * @param backup what its backups promise; without one, the usual
 */
public record PostgresSpec(String name, String version, String user, Secret password, String database,
        Resources resources, int storageGb, List<String> extensions,
        BackupWindow backup) implements DatastoreSpec {
    /** Copies the list. */
    public PostgresSpec(String name, String version, String user, Secret password, String database,
            Resources resources, int storageGb, List<String> extensions, @Nullable BackupWindow backup) {
        this.name = name;
        this.version = version;
        this.user = user;
        this.password = password;
        this.database = database;
        this.resources = resources;
        this.storageGb = storageGb;
        this.extensions = List.copyOf(extensions);
        this.backup = Objects.requireNonNullElse(backup, BackupWindow.USUAL);
    }
}
