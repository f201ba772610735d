package io.stackblaze.postgres.move.cutover;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.follow.MoverProcess;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.postgres.move.follow.Shop;
import io.stackblaze.postgres.move.follow.Writers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What follows a cut, and what was cut off before one. */
@ExtendWith(TestServers.class)
final class WayBackTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    private static final CutoverSettings CUTTING = new CutoverSettings(Duration.ofSeconds(20), Duration.ofSeconds(5),
            Duration.ofSeconds(3));
    private Endpoint source;
    private Endpoint newApp;
    private Endpoint target;

    @BeforeEach
    void aShop() throws Exception {
        source = TestServers.database("16");
        newApp = TestServers.database("17");
        target = TestServers.superuser(newApp);
        Shop.create(source);
        Shop.fill(source);
    }

    private DatabaseMove move() {
        return new DatabaseMove(source, new Target(target, Optional.of(TestServers.APP)), Limits.usual(), FOLLOWING,
                CUTTING, Clock.systemUTC(), _ -> {});
    }

    @Test
    void isKeptOpenByMoversThatAreKilledAgainAndAgain() throws Exception {
        var random = new Random(7);
        try (var move = move()) {
            move.copy();
            move.cutOver(() -> {});
            try (var load = new Writers(newApp, 3, 41)) {
                for (int kill = 0; kill < 3; kill++) {
                    var mover = MoverProcess.start(/* source= */ target, /* target= */ source, Method.TRIGGERS,
                            Cutover.REVERSE);
                    try (var said = mover.inputReader()) {
                        // It works; now at any moment.
                        assertThat(said.readLine()).isNotNull();
                        mover.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
                    } finally {
                        mover.destroyForcibly().waitFor();
                    }
                }
                assertThat(load.commits()).isPositive();
                Oracle.patiently(move::followBack);
                move.rollBack(() -> {});
            }
        }
        assertThat(Oracle.differences(newApp, source)).isEmpty();
    }

    @Test
    void isGivenUpBySettlingWhichLeavesNoTraceAndTheOldSideWithoutWrites() throws Exception {
        try (var move = move(); var app = newApp.connect()) {
            move.copy();
            assertThatThrownBy(move::settle).hasMessageContaining("There was no cut yet");
            move.cutOver(() -> {});
            Sql.run(app, "update shop.orders set total = 3");
            move.settle();
            assertThat(move.phase()).isEqualTo(Phase.NOT_BEGUN);
            // The triggers of its own fire as ever.
            var before = Sql.number(app, "select count(*) from shop.history");
            Sql.run(app, "insert into shop.counters (n) values (1)");
            assertThat(Sql.number(app, "select count(*) from shop.history")).isEqualTo(before + 1);
        }
        for (Endpoint side : new Endpoint[]{source, target}) {
            try (var session = side.connect()) {
                assertThat(Sql.number(session, "select (select count(*) from pg_namespace where nspname like"
                        + " 'stackblaze%') + (select count(*) from pg_trigger where tgname like 'stackblaze%')"))
                        .isZero();
            }
        }
        try (var old = source.connect()) {
            assertThatThrownBy(() -> Sql.run(old, "insert into shop.scratch values (-1)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aCopyThatWasCutOffUnderLoadGoesOnAndIsFollowed() throws Exception {
        try (var load = new Writers(source, 3, 42)) {
            try (var cut = new DatabaseMove(source, new Target(target, Optional.of(TestServers.APP)),
                    new Limits(1, 1, 0, 16), FOLLOWING, CUTTING, Clock.systemUTC(), event -> {
                        if (event instanceof CopyEvent.Built) {
                            throw new IllegalStateException("killed");
                        }
                    })) {
                assertThatThrownBy(cut::copy).hasMessageContaining("killed");
                assertThat(cut.phase()).isEqualTo(Phase.COPYING);
            }
            try (var next = move()) {
                next.copy();
                assertThat(next.phase()).isEqualTo(Phase.FOLLOWING);
                next.follow();
                next.cutOver(() -> {});
            }
            assertThat(load.commits()).isPositive();
        }
        assertThat(Oracle.differences(source, newApp)).isEmpty();
    }
}
