package io.stackblaze.postgres.move.copy;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateTest {
    private final AtomicLong now = new AtomicLong(5_000_000_000L);
    private final Rate rate = new Rate(1000, now::get);

    @Test
    void letsBytesWaitForThoseBefore() {
        assertThat(rate.reserve(500)).isZero();
        assertThat(rate.reserve(250)).isEqualTo(500_000_000);
        assertThat(rate.reserve(1)).isEqualTo(750_000_000);
    }

    @Test
    void savesNothingForLater() {
        rate.reserve(1000);
        now.addAndGet(60_000_000_000L);

        assertThat(rate.reserve(1000)).isZero();
        assertThat(rate.reserve(1000)).isEqualTo(1_000_000_000);
    }
}
