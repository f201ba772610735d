package io.stackblaze.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * One Postgres server as it should be.
 *
 * @param directory folder of its own: data, log, superuser password
 * @param binaries folder in which embedded binaries are unpacked, shared by all
 * @param major major version, as {@code "16"}
 * @param address address it listens on, beside nothing else
 * @param port port it listens on
 * @param user account for applications; never a superuser
 * @param password its password; applied at each start
 * @param database database owned by {@code user}
 * @param memoryMiB memory that settings are derived from
 * @param extensions extensions that exist in the database
 * @param runAs uid (and gid) that the server runs under when this process is root; a default when empty
 */
public record PostgresSettings(Path directory, Path binaries, String major, String address, int port, String user,
        String password, String database, int memoryMiB, List<String> extensions, OptionalInt runAs) {
    /** Copies the list. */
    public PostgresSettings {
        extensions = List.copyOf(extensions);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "PostgresSettings[directory=" + directory + ", major=" + major + ", address=" + address + ":" + port
                + ", database=" + database + "]";
    }
}
