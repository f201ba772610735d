package io.stackblaze.engine.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NodeConfigTest {
    @Test
    void withoutAWordItServesOnLoopback() {
        var config = NodeConfig.read(List.of(), Map.of());
        assertThat(config.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".stackblaze"));
        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.httpsPort()).isNegative();
        assertThat(config.subnet()).hasToString("10.209.0.0/16");
    }

    @Test
    void optionsWinOverTheEnvironment() {
        var config = NodeConfig.read(List.of("--home", "/srv/a/../b"), Map.of("STACKBLAZE_HOME", "/srv/c",
                "STACKBLAZE_HTTP_PORT", "80", "STACKBLAZE_HTTPS_PORT", "443", "STACKBLAZE_BIND", "0.0.0.0"));
        assertThat(config.home()).isEqualTo(Path.of("/srv/b"));
        assertThat(List.of(config.httpPort(), config.httpsPort())).containsExactly(80, 443);
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> NodeConfig.read(List.of("--hmoe", "/x"),
                Map.of("STACKBLAZE_HTTP_PORT", "eighty", "STACKBLAZE_SUBNET", "10.0.0.0/30")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'--hmoe'")
                .hasMessageContaining("'eighty'").hasMessageContaining("10.0.0.0/30");
    }
}
