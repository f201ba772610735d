package io.stackblaze.postgres.move.cutover;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.postgres.move.follow.Shop;
import io.stackblaze.postgres.move.follow.Writers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A move from its beginning to each of its ends. */
@ExtendWith(TestServers.class)
final class DatabaseMoveTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    private static final CutoverSettings CUTTING = new CutoverSettings(Duration.ofSeconds(20), Duration.ofSeconds(5),
            Duration.ofSeconds(3));

    private static DatabaseMove move(Endpoint source, Endpoint target) {
        return new DatabaseMove(source, new Target(target, Optional.of(TestServers.APP)), Limits.usual(), FOLLOWING,
                CUTTING, Clock.systemUTC(), _ -> {});
    }

    @Test
    void anEmptyDatabaseTakesTheShopOverWhileItSellsAndGivesItBack() throws Exception {
        var source = TestServers.database("16");
        var newApp = TestServers.database("17");
        Shop.create(source);
        Shop.fill(source);
        try (var move = move(source, TestServers.superuser(newApp)); var load = new Writers(source, 3, 21)) {
            assertThat(move.phase()).isEqualTo(Phase.NOT_BEGUN);
            move.copy();
            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING);
            move.follow();
            assertThatThrownBy(move::copy).hasMessageContaining("already");
            move.cutOver(() -> {});
            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING_BACK);
            assertThatThrownBy(move::abort).hasMessageContaining("Roll back first");
            assertThat(load.commits()).isPositive();
        }
        assertThat(Oracle.differences(source, newApp)).isEmpty();
        try (var move = move(source, TestServers.superuser(newApp))) {
            try (var load = new Writers(newApp, 3, 22)) {
                Oracle.patiently(move::followBack);
                move.rollBack(() -> {});
                assertThat(load.commits()).isNotNegative();
            }
            assertThat(Oracle.differences(newApp, source)).isEmpty();
            move.abort();
            assertThat(move.phase()).isEqualTo(Phase.NOT_BEGUN);
        }
    }
}
