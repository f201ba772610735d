package io.stackblaze.postgres.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.postgres.backup.wal.Segment;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** Whatever happens to a database in whatever order, what was promised stays restorable. */
class RetentionTest {
    private static final Duration WINDOW = Duration.ofHours(12);
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    enum Event {
        SEGMENT, SEGMENT_AGAIN, BASE, UNVERIFIED_BASE, HOLE, POINT, EXPIRE, HOURS_PASS, CLOCK_SET_BACK
    }

    /** An archive in memory, under the same rules as the real one. */
    private static final class Model {
        private final List<Base> bases = new ArrayList<>();
        private final List<KeptWal> wal = new ArrayList<>();
        private final List<Point> points = new ArrayList<>();
        private final Set<String> verified = new HashSet<>();
        private Instant now = START;
        private long next = 1;

        History history() {
            return new History(bases, wal, points);
        }

        void happen(Event event) {
            switch (event) {
                case SEGMENT, SEGMENT_AGAIN -> segment(false);
                case BASE -> base(true);
                case UNVERIFIED_BASE -> base(false);
                case HOLE -> next++;
                case POINT -> points.add(new Point("p" + points.size(), "point", now, next * Segment.BYTES - 1));
                case HOURS_PASS -> now = now.plus(Duration.ofHours(5));
                case CLOCK_SET_BACK -> now = now.minus(Duration.ofMinutes(50));
                case EXPIRE -> expire();
            }
        }

        private void segment(boolean partial) {
            now = now.plus(Duration.ofMinutes(20));
            wal.add(new KeptWal(new Segment(1, next), partial, now, 1));
            next++;
        }

        private void base(boolean whole) {
            var start = next * Segment.BYTES + 40;
            var id = "b" + bases.size() + "-" + next;
            var began = now;
            segment(false);
            bases.add(new Base(id, 1, start, start + 100, began, now.minusSeconds(1), "16", 1,
                    new SealedVault.Stored(id, 1, "")));
            if (whole) {
                verified.add(id);
            }
            segment(false);
        }

        private void expire() {
            var gone = Retention.of(history(), wal, verified, WINDOW, now);
            bases.removeAll(gone.bases());
            wal.removeAll(gone.wal());
            points.removeAll(gone.points());
        }
    }

    @Property(tries = 1000)
    void nothingWithinTheWindowGetsLost(@ForAll("events") List<Event> events) {
        var model = new Model();
        for (Event event : events) {
            if (event != Event.EXPIRE) {
                model.happen(event);
                continue;
            }
            var edge = model.now.minus(WINDOW);
            var before = model.history();
            model.happen(event);
            var after = model.history();
            for (Instant moment = edge; moment.isBefore(model.now); moment = moment.plus(Duration.ofMinutes(7))) {
                var at = moment;
                if (before.ranges().stream().anyMatch(range -> range.contains(at))) {
                    assertThatCode(() -> after.plan(new Target.Time(at))).doesNotThrowAnyException();
                }
            }
            before.reachable().stream().filter(point -> !point.at().isBefore(edge))
                    .forEach(point -> assertThat(after.reachable()).contains(point));
            assertThat(after.bases().isEmpty()).isEqualTo(before.bases().isEmpty());
        }
    }

    @Property(tries = 500)
    void everyPlanIsWithoutAHole(@ForAll("events") List<Event> events) throws BackupException {
        var model = new Model();
        events.forEach(model::happen);
        var history = model.history();
        for (Range range : history.ranges()) {
            var plan = history.plan(new Target.Time(range.from()));
            assertThat(plan.base().stoppedAt()).isBeforeOrEqualTo(range.from());
            assertThat(plan.wal().getFirst().segment()).isEqualTo(plan.base().first());
            for (int i = 1; i < plan.wal().size(); i++) {
                assertThat(plan.wal().get(i).segment()).isEqualTo(plan.wal().get(i - 1).segment().next());
            }
        }
    }

    @Test
    void whatNoWindowNeedsGoes() {
        var model = new Model();
        model.happen(Event.BASE);
        for (int day = 0; day < 10; day++) {
            List.of(Event.HOURS_PASS, Event.SEGMENT, Event.BASE, Event.EXPIRE).forEach(model::happen);
        }
        assertThat(model.bases).hasSizeLessThan(5);
        assertThat(model.wal).hasSizeLessThan(20);
        assertThat(model.history().holes()).isEmpty();
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Arbitraries.of(Event.class).list().ofMinSize(5).ofMaxSize(60);
    }
}
