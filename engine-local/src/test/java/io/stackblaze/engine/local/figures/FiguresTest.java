package io.stackblaze.engine.local.figures;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.EnvironmentStatus;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Rollout;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.router.Latency;
import io.stackblaze.router.ServiceTraffic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTest {
    private static final EnvironmentId ID = new EnvironmentId("shop", "production");
    private static final Instant START = Instant.parse("2026-07-03T12:00:00Z");

    private static EnvironmentStatus status(double cpu) {
        var one = new InstanceStatus("web.1", 1, InstanceStatus.State.READY, START, null, null, 0, "", cpu, 1000);
        var ended = new InstanceStatus("web.2", 1, InstanceStatus.State.ENDED, START, START, 0, 0, "", 99, 99);
        return new EnvironmentStatus(ID, 1, START,
                List.of(new ServiceStatus("web", 1, new Rollout.Live(1), List.of(one, ended), null, "")), List.of());
    }

    private static ServiceTraffic traffic(long requests, long errors) {
        var counts = new ArrayList<>(Collections.nCopies(Latency.BOUNDS_MICROS.size() + 1, 0L));
        counts.set(2, requests);
        return new ServiceTraffic("shop/production/web", requests, errors, 0, 0, 0, new Latency(counts, 0));
    }

    @Test
    void ratesAreOfTheTimeBetweenTwoPoints() {
        var figures = new Figures();
        figures.add(START, List.of(status(5)), List.of(traffic(100, 0)));
        figures.add(START.plusSeconds(10), List.of(status(7)), List.of(traffic(300, 10)));
        var point = figures.of(ID).getOrDefault("web", List.of()).getLast();
        assertThat(point.requests()).isEqualTo(20);
        assertThat(point.errors()).isEqualTo(1);
        assertThat(point.cpuPercent()).isEqualTo(7);
        assertThat(point.instances()).isEqualTo(1);
        assertThat(point.memoryBytes()).isEqualTo(1000);
        assertThat(point.p50Millis()).isBetween(0.5, 1.0);
    }

    @Test
    void twoHoursAreKeptAndNothingOfWhatIsGone() {
        var figures = new Figures();
        for (int i = 0; i < 1000; i++) {
            figures.add(START.plusSeconds(10L * i), List.of(status(i)), List.of());
        }
        assertThat(figures.of(ID).get("web")).hasSize(720).last().extracting(Point::cpuPercent).isEqualTo(999.0);
        figures.add(START, List.of(), List.of());
        assertThat(figures.of(ID)).isEmpty();
    }
}
