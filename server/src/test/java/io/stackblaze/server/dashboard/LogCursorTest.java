package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.util.List;

import io.stackblaze.engine.LogLine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogCursorTest {
    /** Lines are few apart in time, so that many bear the same one. */
    @Property
    void readingGoesOnExactlyWhereItStopped(@ForAll @Size(max = 40) List<@IntRange(max = 2) Integer> steps,
            @ForAll @IntRange(max = 40) int stop) {
        var lines = new java.util.ArrayList<LogLine>();
        var at = Shop.NOW;
        for (int i = 0; i < steps.size(); i++) {
            at = at.plusMillis(steps.get(i));
            lines.add(new LogLine(at, "web", "web.1", "line " + i));
        }
        int seen = Math.min(stop, lines.size());
        var cursor = LogCursor.START;
        for (var line : lines.subList(0, seen)) {
            cursor = cursor.after(line);
        }

        var reader = new LogCursor.Reader(LogCursor.parse(cursor.toString()));
        var rest = lines.stream().filter(reader::isNew).toList();

        assertThat(rest).isEqualTo(lines.subList(seen, lines.size()));
        assertThat(new LogCursor.Reader(reader.cursor())).satisfies(
                again -> assertThat(lines.stream().filter(again::isNew)).isEmpty());
    }

    @Test
    void whatIsNoCursorIsTheStart() {
        for (var text : List.of("", "x", "2026-11-23T12:00:00Z", "*1", "yesterday*2", "2026-11-23T12:00:00Z*-1")) {
            assertThat(LogCursor.parse(text)).as(text).isEqualTo(LogCursor.START);
        }
        assertThat(LogCursor.parse("2026-11-23T12:00:00Z*3"))
                .isEqualTo(new LogCursor(Instant.parse("2026-11-23T12:00:00Z"), 3));
    }
}
