package io.stackblaze.redis;

import java.nio.file.Path;
import java.util.OptionalInt;

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
    /** Leaves the password out. */
    @Override
    public String toString() {
        return "RedisSettings[directory=" + directory + ", major=" + major + ", address=" + address + ":" + port + "]";
    }
}
