package io.stackblaze.redis;

import java.nio.file.Path;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationTest {
    @Test
    void saysAllThatTheSettingsSay() {
        assertThat(Configuration.of(settings("secret", "aof"), "/srv/data")).isEqualTo("""
                bind 127.1.2.3
                port 6379
                protected-mode yes
                requirepass "secret"
                dir "/srv/data"
                pidfile "/srv/data/redis.pid"
                daemonize no
                logfile ""
                maxmemory 64mb
                maxmemory-policy noeviction
                appendonly yes
                appendfsync everysec
                save ""
                """);
        assertThat(Configuration.of(settings("secret", "rdb"), "/srv/data")).contains("appendonly no\n")
                .endsWith("save 3600 1\nsave 300 100\nsave 60 10000\n");
    }

    @Test
    void letsNoPasswordBecomeALine() {
        assertThat(Configuration.of(settings("a b\"c\\d ä", "none"), "/my data"))
                .contains("requirepass \"a\\x20b\\x22c\\x5cd\\x20\\xc3\\xa4\"\n").contains("dir \"/my\\x20data\"\n");
    }

    private static RedisSettings settings(String password, String persistence) {
        return new RedisSettings(Path.of("d"), Path.of("b"), "7", "127.1.2.3", 6379, password, 64, "noeviction",
                persistence,
                OptionalInt.empty());
    }
}
