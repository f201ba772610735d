package io.stackblaze.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One Redis server as it should be.
 *
 * @param directory folder of its own: data, configuration, log
 * @param binaries folder in which embedded binaries are unpacked, shared by all
 * @param major major version wanted, as {@code "7"}; the nearest one found is taken
 * @param address address it listens on, beside nothing else
 * @param port port it listens on
 * @param password password of the default account; applied at each start
 * @param memoryMiB bound of its data
 * @param eviction {@code maxmemory-policy}
 * @param persistence {@code aof}, {@code rdb} or {@code none}
 * @param runAs uid (and gid) that the server runs under when this process is root; a default when empty
 */
public record RedisSettings(Path directory, Path binaries, String major, String address, int port, String password,
        int memoryMiB, String eviction, String persistence, OptionalInt runAs) {
    private static final Pattern MAJOR = Pattern.compile("[1-9][0-9]?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]+");
    private static final Set<String> EVICTIONS = Set.of("noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
            "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl");
    private static final Set<String> PERSISTENCES = Set.of("aof", "rdb", "none");

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public RedisSettings {
        var faults = new ArrayList<String>();
        if (!MAJOR.matcher(major).matches()) {
            faults.add("the major version must be a number, not " + major);
        }
        if (!ADDRESS.matcher(address).matches()) {
            faults.add("the address must be an IP address, not " + address);
        }
        if (port < 1 || port > 65_535) {
            faults.add("the port must be from 1 to 65535, not " + port);
        }
        if (password.isEmpty() || password.chars().anyMatch(Character::isISOControl)) {
            faults.add("the password must be some plain characters");
        }
        if (memoryMiB < 1) {
            faults.add("Redis needs 1 MiB of memory or more, not " + memoryMiB);
        }
        if (!EVICTIONS.contains(eviction)) {
            faults.add("not an eviction policy: " + eviction);
        }
        if (!PERSISTENCES.contains(persistence)) {
            faults.add("the persistence must be aof, rdb or none, not " + persistence);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "RedisSettings[directory=" + directory + ", major=" + major + ", address=" + address + ":" + port + "]";
    }
}
