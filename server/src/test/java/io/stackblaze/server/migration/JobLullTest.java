package io.stackblaze.server.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.stackblaze.heroku.inventory.Job;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs change sides when none is due. */
final class JobLullTest {
    @ParameterizedTest
    @CsvSource({"10, 0, 10:19:30, 0", "10, 0, 10:19:50, 13", "10, 0, 10:20:00, 3", "10, 0, 10:20:03, 0",
            "10, 0, 10:20:50, 0", "60, 22, 10:21:58, 5", "60, 22, 10:22:58, 0", "1440, 622, 10:21:58, 5",
            "1440, 622, 11:21:58, 0", "1440, 0, 23:59:59, 4"})
    void oneWaitsWhileAJobIsJustDue(int everyMinutes, int at, String time, int seconds) {
        var jobs = List.of(new Job("id", "run", everyMinutes, at, "Basic"));
        assertThat(JobLull.until(Instant.parse("2026-11-23T" + time + "Z"), jobs))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
