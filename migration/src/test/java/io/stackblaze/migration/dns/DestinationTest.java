package io.stackblaze.migration.dns;

import java.time.Instant;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where domains are to lead, and when they may. */
class DestinationTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void addressesBecomeRecordsOfTheirTypesAndAHostAnAlias() {
        assertThat(Destination.of(List.of("203.0.113.7", "2001:DB8:0::7")).records("shop.test")).containsExactly(
                new RecordSet("shop.test", "A", 60, List.of("203.0.113.7")),
                new RecordSet("shop.test", "AAAA", 60, List.of("2001:db8:0:0:0:0:0:7")));
        assertThat(Destination.of(List.of("Edge.example.com")).records("www.shop.test").getFirst().lines())
                .containsExactly("www.shop.test. 60 IN CNAME edge.example.com.");
    }

    @Test
    void aZonesOwnNameCanBeNoAlias() {
        var apex = new DomainRecords("shop.test", "shop.test", List.of(), List.of(), List.of(), true, "");
        assertThat(Destination.of(List.of("edge.example.com")).suits(apex)).isFalse();
        assertThat(Destination.of(List.of("203.0.113.7")).suits(apex)).isTrue();
    }

    @Test
    void whatIsNeitherIsRefused() {
        for (var words : List.of(List.<String>of(), List.of("a b"), List.of("localhost"),
                List.of("a.example", "b.example"), List.of("203.0.113.7", "b.example"), List.of("-a.example"))) {
            assertThatThrownBy(() -> Destination.of(words)).as("%s", words)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRecordThatWasLowWhenFirstSeenIsWaitedForAsLongAsIsAssumed() {
        var watch = TtlWatch.seen(null, 60, NOON, 300);
        assertThat(watch.ready(NOON.plusSeconds(299))).isFalse();
        assertThat(watch.ready(NOON.plusSeconds(300))).isTrue();
        assertThat(TtlWatch.seen(watch, 60, NOON.plusSeconds(200), 300)).isEqualTo(watch);
    }

    /** Whoever asked at any moment before the last look has forgotten it when it is said to be ready. */
    @Property
    boolean readyMeansForgotten(@ForAll @Size(min = 1, max = 12) List<@IntRange(max = 5) Integer> seen) {
        var times = new long[]{30, 60, 120, 300, 3600, 86_400};
        TtlWatch watch = null;
        long now = 0;
        long forgotten = 0;
        for (int index : seen) {
            watch = TtlWatch.seen(watch, times[index], NOON.plusSeconds(now), 0);
            forgotten = Math.max(forgotten, times[index] > TtlWatch.LOW_SECONDS ? now + times[index] : 0);
            now += 100;
        }
        return watch == null || !watch.low() || !watch.ready(NOON.plusSeconds(forgotten - 1));
    }
}
