package io.stackblaze.server.dashboard;

import java.time.Duration;

import io.stackblaze.server.dashboard.page.Wording;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WordingTest {
    @Test
    void sizesAreShortAndHaveAUnit() {
        assertThat(Wording.bytes(0)).isEqualTo("0\u00a0B");
        assertThat(Wording.bytes(96L << 20)).isEqualTo("96\u00a0MiB");
        assertThat(Wording.bytes((3L << 30) / 2)).isEqualTo("1.5\u00a0GiB");
        assertThat(Wording.bytes(Long.MAX_VALUE)).endsWith("TiB");
        assertThat(Wording.percent(0.44)).isEqualTo("0.4\u00a0%");
        assertThat(Wording.percent(14.2)).isEqualTo("14\u00a0%");
    }

    @Test
    void timesAreToldFromNow() {
        assertThat(Wording.relative(Shop.NOW, Shop.NOW)).isEqualTo("just now");
        assertThat(Wording.relative(Shop.NOW.minusSeconds(61), Shop.NOW)).isEqualTo("1\u00a0min ago");
        assertThat(Wording.relative(Shop.NOW.plusSeconds(40), Shop.NOW)).isEqualTo("in 40\u00a0s");
        assertThat(Wording.relative(Shop.NOW.minusSeconds(90_000), Shop.NOW)).isEqualTo("1\u00a0day ago");
    }

    @Test
    void durationsGrowCoarser() {
        assertThat(Wording.duration(Duration.ofMillis(240))).isEqualTo("240\u00a0ms");
        assertThat(Wording.duration(Duration.ofMillis(1240))).isEqualTo("1.2\u00a0s");
        assertThat(Wording.duration(Duration.ofSeconds(185))).isEqualTo("3\u00a0min\u00a005\u00a0s");
        assertThat(Wording.duration(Duration.ofMinutes(130))).isEqualTo("2\u00a0h\u00a010\u00a0min");
        assertThat(Wording.duration(null)).isEmpty();
    }

    @Test
    void onlyWebAddressesBecomeLinks() {
        assertThat(Wording.link("http://web.shop.localhost:8080")).isEqualTo("http://web.shop.localhost:8080");
        assertThat(Wording.link("javascript:alert(1)")).isNull();
        assertThat(Wording.link("data:text/html,x")).isNull();
        assertThat(Wording.link("//elsewhere")).isNull();
    }
}
