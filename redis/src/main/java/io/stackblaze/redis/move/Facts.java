package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.RefusedException;
import io.stackblaze.redis.move.wire.Reply;

/**
 * What a server is and can do, found by asking and trying; nothing is written.
 *
 * @param version as {@code Redis 7.0.15} or {@code Valkey 8.1.1}
 * @param runId which start of which server this is
 * @param isReplica whether it follows another server
 * @param isClustered whether it has only a part of the keys
 * @param usedBytes memory that data takes
 * @param mostBytes bound of it; 0 for none
 * @param eviction {@code maxmemory-policy}
 * @param keys how many keys each database has
 * @param modules names of loaded modules, as far as the server tells
 * @param knowsExpiryTimes whether it tells to the millisecond when a key expires
 * @param knowsFieldExpiry whether fields of hashes may expire
 * @param knowsFunctions whether it keeps functions
 * @param counts whether streams count what they had, and groups what they read
 * @param clockMillis its clock, milliseconds since 1970
 */
public record Facts(String version, String runId, boolean isReplica, boolean isClustered, long usedBytes,
        long mostBytes, String eviction, SortedMap<Integer, Long> keys, List<String> modules,
        boolean knowsExpiryTimes, boolean knowsFieldExpiry, boolean knowsFunctions, boolean counts,
        long clockMillis) {
    private static final Pattern DATABASE = Pattern.compile("db(\\d+):keys=(\\d+),.*");
    private static final String NO_KEY = "stackblaze:no such key";

    /** All keys of all databases. */
    public long allKeys() {
        return keys.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Asks a server. */
    public static Facts of(Connection connection) throws IOException {
        var info = info(connection);
        var valkey = info.get("valkey_version");
        var redis = info.getOrDefault("redis_version", "0.0.0");
        return new Facts(valkey == null ? "Redis " + redis : "Valkey " + valkey, info.getOrDefault("run_id", ""),
                info.getOrDefault("role", "").equals("slave"),
                info.getOrDefault("redis_mode", "").equals("cluster"),
                number(info, "used_memory_dataset"), number(info, "maxmemory"),
                info.getOrDefault("maxmemory_policy", "noeviction"), keys(connection), modules(connection),
                knows(connection, "PEXPIRETIME", NO_KEY),
                knows(connection, "HPEXPIRETIME", NO_KEY, "FIELDS", "1", "field"),
                knows(connection, "FUNCTION", "LIST"), Integer.parseInt(redis.split("\\.")[0]) >= 7,
                clock(connection));
    }

    /** How many keys each database has that has any. */
    static SortedMap<Integer, Long> keys(Connection connection) throws IOException {
        var keys = new TreeMap<Integer, Long>();
        connection.ask(Command.of("INFO", "keyspace")).text().lines().forEach(line -> {
            var parts = DATABASE.matcher(line);
            if (parts.matches()) {
                keys.put(Integer.valueOf(parts.group(1)), Long.valueOf(parts.group(2)));
            }
        });
        return keys;
    }

    /** The server's clock, milliseconds since 1970. */
    static long clock(Connection connection) throws IOException {
        return millis(connection.ask(Command.of("TIME")));
    }

    /** What {@code TIME} told, in milliseconds. */
    static long millis(Reply time) throws IOException {
        return time.items().get(0).number() * 1000 + time.items().get(1).number() / 1000;
    }

    private static Map<String, String> info(Connection connection) throws IOException {
        var info = new HashMap<String, String>();
        connection.ask(Command.of("INFO")).text().lines().forEach(line -> {
            var colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return info;
    }

    private static long number(Map<String, String> info, String name) throws RefusedException {
        try {
            return Long.parseLong(info.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            throw new RefusedException("INFO tells no number as " + name, e);
        }
    }

    private static boolean knows(Connection connection, String... words) throws IOException {
        return !connection.ask(Command.of(words)).isFailure();
    }

    private static List<String> modules(Connection connection) throws IOException {
        var reply = connection.ask(Command.of("MODULE", "LIST"));
        var names = new ArrayList<String>();
        if (!reply.isFailure()) {
            for (Reply module : reply.items()) {
                names.add(module.named("name").text());
            }
        }
        return names;
    }
}
