package io.stackblaze.postgres;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One Postgres server as it should be.
 *
 * @param directory folder of its own: data, log, superuser password
 * @param binaries folder in which embedded binaries are unpacked, shared by all
 * @param major major version, as {@code "16"}
 * @param address address it listens on, beside nothing else
 * @param port port it listens on; 0 while none is chosen, which does not start
 * @param user account for applications; never a superuser
 * @param password its password; applied at each start
 * @param database database owned by {@code user}
 * @param memoryMiB memory that settings are derived from
 * @param extensions extensions that exist in the database
 * @param runAs uid (and gid) that the server runs under when this process is root; a default when empty
 * @param tls whether it offers TLS, with a certificate of its own that nobody vouches for
 */
public record PostgresSettings(Path directory, Path binaries, String major, String address, int port, String user,
        String password, String database, int memoryMiB, List<String> extensions, OptionalInt runAs,
        boolean tls) {
    private static final Pattern MAJOR = Pattern.compile("[1-9][0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]+");
    private static final int LONGEST_NAME = 63;
    private static final int LEAST_MEMORY = 16;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public PostgresSettings {
        extensions = List.copyOf(extensions);
        var faults = new ArrayList<String>();
        if (!MAJOR.matcher(major).matches()) {
            faults.add("the major version must be two digits, not " + major);
        }
        if (!ADDRESS.matcher(address).matches()) {
            faults.add("the address must be an IP address, not " + address);
        }
        if (port < 0 || port > 65_535) {
            faults.add("the port must be from 1 to 65535, not " + port);
        }
        if (memoryMiB < LEAST_MEMORY) {
            faults.add("Postgres needs 16 MiB of memory or more, not " + memoryMiB);
        }
        if (!isName(user) || user.startsWith("pg_") || user.equals(Cluster.SUPERUSER)) {
            faults.add("not a name for an account: " + user);
        }
        if (!isName(database) || List.of("postgres", "template0", "template1").contains(database)) {
            faults.add("not a name for a database of its own: " + database);
        }
        if (password.isEmpty() || !isPlain(password)) {
            faults.add("the password must be some plain characters");
        }
        extensions.stream().filter(name -> !isName(name)).forEach(name -> faults.add("not an extension: " + name));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** One without TLS. */
    public PostgresSettings(Path directory, Path binaries, String major, String address, int port, String user,
            String password, String database, int memoryMiB, List<String> extensions, OptionalInt runAs) {
        this(directory, binaries, major, address, port, user, password, database, memoryMiB, extensions, runAs, false);
    }

    /** The same, offering TLS. */
    public PostgresSettings offeringTls() {
        return new PostgresSettings(directory, binaries, major, address, port, user, password, database, memoryMiB,
                extensions, runAs, true);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && isPlain(name) && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** Address and port as they are written in addresses. */
    String host() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "PostgresSettings[directory=" + directory + ", major=" + major + ", address=" + address + ":" + port
                + ", database=" + database + "]";
    }
}
