package io.stackblaze.engine.local.datastore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.redis.snapshot.Contents;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotShelfTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Property(tries = 300)
    void whatIsLetGoIsWhatNoMomentOfTheWindowWouldBeRestoredFrom(
            @ForAll @Size(max = 12) Set<@IntRange(max = 500) Integer> hoursAgo,
            @ForAll @IntRange(min = 1, max = 20) int days) {
        var all = hoursAgo.stream().sorted(java.util.Comparator.reverseOrder()).map(SnapshotShelfTest::hoursAgo)
                .toList();
        var window = Duration.ofDays(days);
        var needless = SnapshotShelf.needless(all, window, NOW);
        var left = all.stream().filter(one -> !needless.contains(one)).toList();

        for (var at = NOW.minus(window); !at.isAfter(NOW); at = at.plus(Duration.ofHours(1))) {
            assertThat(atOrBefore(left, at)).isEqualTo(atOrBefore(all, at));
        }
        for (var one : needless) {
            assertThat(atOrBefore(all, NOW.minus(window))).isPresent().get().isNotEqualTo(one);
        }
    }

    private static Optional<RedisSnapshot> atOrBefore(List<RedisSnapshot> some, Instant moment) {
        return some.stream().filter(one -> !one.at().isAfter(moment)).reduce((_, later) -> later);
    }

    private static RedisSnapshot hoursAgo(int hours) {
        var at = NOW.minus(Duration.ofHours(hours));
        return new RedisSnapshot(at.toString(), at, "Redis 7.0.15", 1, new SealedVault.Stored("x", 1, ""),
                new Contents(0, 0, ""));
    }
}
