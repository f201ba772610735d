package io.stackblaze.engine.local.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> ticks(String expression, ZoneId zone, String from, int count) {
        var schedule = Schedule.parse(expression, zone);
        var ticks = new ArrayList<String>();
        var at = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            at = schedule.after(at).orElseThrow();
            ticks.add(at.toString());
        }
        return ticks;
    }

    @Test
    void fiveFieldsAreReadInTheirZone() {
        assertThat(ticks("30 9 * * 1-5", BERLIN, "2026-07-03T12:00:00Z", 2)).containsExactly("2026-07-06T07:30:00Z",
                "2026-07-07T07:30:00Z");
        assertThat(ticks("*/15 * * * *", ZoneOffset.UTC, "2026-07-03T12:01:00Z", 2))
                .containsExactly("2026-07-03T12:15:00Z", "2026-07-03T12:30:00Z");
    }

    @Test
    void aTimeThatTheClockSkipsInSpringRunsOnceThatDay() {
        // on 29 March 2026 the clock goes from 02:00 to 03:00, at 01:00 UTC
        assertThat(ticks("30 2 * * *", BERLIN, "2026-03-28T02:00:00Z", 2)).containsExactly("2026-03-29T01:30:00Z",
                "2026-03-30T00:30:00Z");
    }

    @Test
    void aTimeThatComesTwiceInAutumnRunsOnce() {
        // on 25 October 2026 the clock goes from 03:00 back to 02:00, at 01:00 UTC
        assertThat(ticks("30 2 * * *", BERLIN, "2026-10-24T01:00:00Z", 2)).containsExactly("2026-10-25T00:30:00Z",
                "2026-10-26T01:30:00Z");
    }

    @Test
    void aJobOfEveryFewMinutesRunsThroughBothHoursOfAutumn() {
        assertThat(ticks("*/30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 6)).containsExactly("2026-10-25T00:00:00Z",
                "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z",
                "2026-10-25T02:30:00Z");
    }

    @Test
    void aDayThatNeverComesHasNoTick() {
        assertThat(Schedule.parse("0 0 30 2 *", ZoneOffset.UTC).after(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
    }

    @Test
    void whatIsNoScheduleIsRefused() {
        for (var bad : List.of("every day", "* * * *", "61 * * * *", "* * * * * *", "@reboot", "")) {
            assertThatThrownBy(() -> Schedule.parse(bad, ZoneOffset.UTC)).as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
