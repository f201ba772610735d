package io.stackblaze.server.datastore;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis says of itself.
 *
 * @param bytes memory that its data takes, of {@code maxBytes}; 0 there for no bound
 * @param keys keys in all databases
 * @param hitPercent reads that found their key, since it started; null before the first
 * @param eviction {@code maxmemory-policy}
 */
public record RedisFacts(String version, long bytes, long maxBytes, int connections, long keys,
        @Nullable Double hitPercent, String eviction) {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Asks; a few seconds at most. */
    static RedisFacts ask(SignIn signIn) throws IOException {
        var endpoint = new RedisEndpoint(signIn.host(), signIn.port(), "", signIn.password(), RedisEndpoint.Tls.NONE);
        try (var connection = endpoint.connect(SILENCE)) {
            var info = fields(connection.ask(Command.of("INFO")).checked().text());
            double hits = number(info, "keyspace_hits");
            double misses = number(info, "keyspace_misses");
            return new RedisFacts(info.getOrDefault("valkey_version", info.getOrDefault("redis_version", "")),
                    number(info, "used_memory"), number(info, "maxmemory"),
                    (int) number(info, "connected_clients"), keys(info),
                    hits + misses == 0 ? null : Math.round(10_000 * hits / (hits + misses)) / 100.0,
                    info.getOrDefault("maxmemory_policy", ""));
        }
    }

    private static Map<String, String> fields(String info) {
        var fields = new HashMap<String, String>();
        info.lines().filter(line -> !line.startsWith("#") && line.contains(":"))
                .forEach(line -> fields.put(line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip()));
        return fields;
    }

    /** {@code db0:keys=3,expires=1,avg_ttl=0}, a line for each database. */
    private static long keys(Map<String, String> info) {
        return info.entrySet().stream().filter(entry -> entry.getKey().matches("db[0-9]+"))
                .mapToLong(entry -> Long.parseLong(entry.getValue().replaceFirst("keys=([0-9]+).*", "$1"))).sum();
    }

    private static long number(Map<String, String> info, String field) {
        return Long.parseLong(info.getOrDefault(field, "0"));
    }
}
