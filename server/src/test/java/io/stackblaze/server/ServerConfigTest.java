package io.stackblaze.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerConfigTest {
    @Test
    void whatHoldsWhenNothingIsGiven() {
        assertThat(ServerConfig.read(List.of(), Map.of())).isEqualTo(
                new ServerConfig(Path.of(System.getProperty("user.home"), ".stackblaze"), "127.0.0.1", 7878,
                        "localhost",
                        8080, null, 10_000_000_000L));
    }

    @Test
    void everythingCanBeGivenAndAnOptionWins() {
        var config = ServerConfig.read(List.of("--home=/data", "--port", "1", "--bind", "0.0.0.0"),
                Map.of("STACKBLAZE_HOME", "/other", "STACKBLAZE_DOMAIN", "apps.example.com", "STACKBLAZE_HTTP_PORT",
                        "80",
                        "STACKBLAZE_DATABASE_URL", "postgres://a:b@c/d", "STACKBLAZE_BUILD_STORE_GB", "2"));
        assertThat(config).isEqualTo(new ServerConfig(Path.of("/data"), "0.0.0.0", 1, "apps.example.com", 80,
                "postgres://a:b@c/d", 2_000_000_000L));
        assertThat(config.loopback()).isFalse();
        assertThat(config.toString()).doesNotContain("a:b");
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        assertThatThrownBy(
                () -> ServerConfig.read(List.of("--prot", "1", "--port", "http", "--domain", "a b"), Map.of()))
                .isInstanceOf(ConfigException.class).hasMessageContainingAll("--prot is no option", "from 0 to 65535",
                        "give a domain");
    }
}
