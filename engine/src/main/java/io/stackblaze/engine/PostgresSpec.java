package io.stackblaze.engine;

import java.util.List;

/**
 * A Postgres server with one database and one account, at {@code <name>.internal:5432}.
 *
 * @param version major version, as {@code "16"}
 * @param user account that services use; no superuser
 * @param database its database
 * @param storageGb bound of its disk use in GB, watched, not enforced
 * @param extensions extensions that exist in the database
 */
public record PostgresSpec(String name, String version, String user, Secret password, String database,
        Resources resources, int storageGb, List<String> extensions) implements DatastoreSpec {
    /** Copies the list. */
    public PostgresSpec {
        extensions = List.copyOf(extensions);
    }
}
