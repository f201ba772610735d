package io.stackblaze.engine.local.figures;

import java.time.Instant;
import java.util.Map;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.local.datastore.Vitals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DatastoreFiguresTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final DatastoreFigures figures = new DatastoreFigures();

    @Test
    void aPointSaysWhatHappenedSinceTheOneBefore() {
        add(0, new Vitals(100, 3, 1000, 50, 400));
        add(15, new Vitals(120, 4, 1090, 60, 550));
        add(30, new Vitals(120, 4, 1090, 60, 550));

        assertThat(figures.of("shop/production/db")).containsExactly(new DatastorePoint(at(0), 100, 3, null, 0),
                new DatastorePoint(at(15), 120, 4, 90.0, 10), new DatastorePoint(at(30), 120, 4, null, 0));
        assertThat(figures.of("shop/production/cache")).isEmpty();
    }

    @Test
    void aServerThatWasStartedAgainCountsFromTheBeginning() {
        add(0, new Vitals(100, 3, 1000, 50, 400));
        add(15, new Vitals(100, 1, 2, 1, 3));

        assertThat(figures.of("shop/production/db")).last().isEqualTo(new DatastorePoint(at(15), 100, 1, null, 0));
    }

    @Test
    void whatIsOlderThanTwoHoursIsForgotten() {
        for (int second = 0; second <= 3 * 3600; second += 15) {
            add(second, new Vitals(100, 1, 0, 0, second));
        }
        assertThat(figures.of("shop/production/db")).hasSize(480).first()
                .extracting(DatastorePoint::at).isEqualTo(at(3600 + 15));
        figures.add(at(6 * 3600), Map.of());
        assertThat(figures.of("shop/production/db")).isEmpty();
    }

    private void add(long second, Vitals vitals) {
        figures.add(at(second), Map.of("shop/production/db", vitals));
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }
}
