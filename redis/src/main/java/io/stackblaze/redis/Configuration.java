package io.stackblaze.redis;

import java.nio.charset.StandardCharsets;

/** What the server's configuration file says: all of it, from the settings alone. */
final class Configuration {
    private static final String SNAPSHOTS = """
            save 3600 1
            save 300 100
            save 60 10000
            """;

    private Configuration() {}

    /**
     * The lines of {@code redis.conf}.
     *
     * @param data the data folder as the server sees it
     */
    static String of(RedisSettings settings, String data) {
        return """
                bind %s
                port %d
                protected-mode yes
                requirepass %s
                dir %s
                pidfile %s
                daemonize no
                logfile ""
                maxmemory %dmb
                maxmemory-policy %s
                appendonly %s
                appendfsync everysec
                %s""".formatted(settings.address(), settings.port(), quoted(settings.password()), quoted(data),
                quoted(data + "/" + RedisServer.PID_FILE), settings.memoryMiB(), settings.eviction(),
                settings.persistence().equals("aof") ? "yes" : "no",
                settings.persistence().equals("rdb") ? SNAPSHOTS : "save \"\"\n");
    }

    /** Every byte that could mean something is written as a number. */
    private static String quoted(String text) {
        var result = new StringBuilder("\"");
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            var isPlain = one > ' ' && one < 127 && one != '"' && one != '\\';
            result.append(isPlain ? String.valueOf((char) one) : "\\x%02x".formatted(one));
        }
        return result.append('"').toString();
    }
}
