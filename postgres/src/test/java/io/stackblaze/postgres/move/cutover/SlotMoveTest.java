package io.stackblaze.postgres.move.cutover;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.postgres.move.follow.Shop;
import io.stackblaze.postgres.move.follow.Writers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A move through a replication slot, to the other side and back. */
@ExtendWith(TestServers.class)
final class SlotMoveTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    private static final CutoverSettings CUTTING = new CutoverSettings(Duration.ofSeconds(20), Duration.ofSeconds(5),
            Duration.ofSeconds(3));
    private Endpoint source;
    private Endpoint newApp;

    @BeforeEach
    void aShopAndAnEmptyDatabase() throws Exception {
        source = TestServers.replicating("16");
        newApp = TestServers.replicating("17");
        Shop.createComparable(source);
        Shop.fill(source);
    }

    private DatabaseMove move(Method method) {
        return new DatabaseMove(source, new Target(TestServers.superuser(newApp), Optional.of(TestServers.APP)),
                Limits.usual(), method, FOLLOWING, CUTTING, Clock.systemUTC(), _ -> {});
    }

    @Test
    void goesUnderLoadAndComesBackUnderLoadAndLosesNothing() throws Exception {
        CutoverResult there;
        try (var move = move(Method.SLOT); var load = new Writers(source, 3, 21)) {
            move.copy();
            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING);
            assertThat(move.method()).isEqualTo(Method.SLOT);
            move.follow();
            move.verify();
            there = move.cutOver(() -> {});
            assertThat(move.phase()).isEqualTo(Phase.FOLLOWING_BACK);
            assertThat(move.isWhole()).isTrue();
            assertThat(load.commits()).isPositive();
        }
        assertThat(Oracle.differences(source, newApp)).isEmpty();
        try (var mighty = TestServers.superuser(source).connect()) {
            assertThat(
                    Sql.number(mighty, "select count(*) from pg_replication_slots where database = current_database()"))
                    .isZero();
        }
        try (var move = move(Method.AUTO)) {
            assertThat(move.lateWrites(there.last())).isEmpty();
            try (var load = new Writers(newApp, 3, 22)) {
                Oracle.patiently(move::followBack);
                Oracle.patiently(move::followBack);
                move.rollBack(() -> {});
                assertThat(load.commits()).isNotNegative();
            }
            assertThat(Oracle.differences(newApp, source)).isEmpty();
            assertThat(move.method()).isEqualTo(Method.TRIGGERS);
            move.abort();
            assertThat(move.phase()).isEqualTo(Phase.NOT_BEGUN);
        }
    }

    @Test
    void aCutThatIsTakenBackGoesOnThroughTheSlot() throws Exception {
        try (var move = move(Method.SLOT)) {
            move.copy();
            assertThatThrownBy(() -> move.cutOver(() -> {
                throw new MoveException(Code.REFUSED, "the application cannot be told");
            })).hasMessage("the application cannot be told");
            try (var app = source.connect()) {
                Sql.run(app, "update shop.orders set total = total + 1");
            }
            move.follow();
            assertThat(Oracle.differences(source, newApp)).isEmpty();
            move.cutOver(() -> {});
            move.settle();
            assertThat(move.phase()).isEqualTo(Phase.NOT_BEGUN);
        }
    }

    @Test
    void aMoverThatDiesWhileItTellsTheApplicationIsFinishedByTheNext() throws Exception {
        try (var move = move(Method.SLOT)) {
            move.copy();
            assertThatThrownBy(() -> move.cutOver(() -> {
                throw new Error("killed");
            })).isInstanceOf(Error.class);
        }
        try (var next = move(Method.AUTO); var app = newApp.connect()) {
            Sql.run(app, "update shop.orders set total = 3");
            assertThat(next.isWhole()).isFalse();
            next.cutOver(() -> {});
            assertThat(next.isWhole()).isTrue();
            next.followBack();
        }
        assertThat(Oracle.differences(source, newApp)).isEmpty();
    }

    @Test
    void isChosenWhereItCanBeUsedAndTheReasonIsToldWhereNot() throws Exception {
        try (var app = source.connect()) {
            Sql.run(app, "drop table shop.history cascade; drop function shop.noted cascade");
        }
        try (var move = move(Method.AUTO)) {
            assertThat(move.copy().findings().all())
                    .anyMatch(finding -> finding.what().contains("through a replication slot"));
            move.abort();
        }
    }
}
