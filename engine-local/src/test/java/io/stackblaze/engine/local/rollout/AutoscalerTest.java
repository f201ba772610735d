package io.stackblaze.engine.local.rollout;

import java.time.Duration;
import java.time.Instant;

import io.stackblaze.engine.Scaling;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AutoscalerTest {
    private final Autoscaler autoscaler = new Autoscaler(Duration.ofMinutes(5));
    private final Scaling scaling = new Scaling(1, 10, 50);
    private final Instant start = Instant.parse("2026-11-23T12:00:00Z");

    private int after(int minutes, int running, double percent) {
        return autoscaler.decide(start.plus(Duration.ofMinutes(minutes)), running, percent, scaling);
    }

    @Test
    void growsAtOnceToWhatWouldBeEnough() {
        assertThat(after(0, 2, 100)).isEqualTo(4);
    }

    @Test
    void staysWithinItsBounds() {
        assertThat(after(0, 8, 100)).isEqualTo(10);
        assertThat(autoscaler.decide(start, 0, 0, new Scaling(2, 3, 50))).isEqualTo(2);
    }

    @Test
    void shrinksOnlyWhenFewerWereEnoughForAWhile() {
        assertThat(after(0, 4, 10)).isEqualTo(4);
        assertThat(after(4, 4, 10)).isEqualTo(4);
        assertThat(after(6, 4, 10)).isEqualTo(1);
    }

    @Test
    void aPeakWithinTheWhileKeepsWhatItNeeded() {
        after(0, 4, 10);
        after(3, 4, 40);
        assertThat(after(6, 4, 10)).isEqualTo(4);
        assertThat(after(9, 4, 10)).isEqualTo(1);
    }

    @Test
    void smallDifferencesChangeNothing() {
        assertThat(after(0, 4, 53)).isEqualTo(4);
        assertThat(after(10, 4, 47)).isEqualTo(4);
    }
}
