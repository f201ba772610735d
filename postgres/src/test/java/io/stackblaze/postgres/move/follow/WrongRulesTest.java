package io.stackblaze.postgres.move.follow;

import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.stackblaze.postgres.move.Sql.literal;
import static io.stackblaze.postgres.move.Sql.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The well-known wrong ways to poll, each with a history in which it loses or repeats a row, and the right one there.
 */
@ExtendWith(TestServers.class)
final class WrongRulesTest {
    private static final BatchRule BY_NUMBER = then -> "_x >= " + literal(then.xmax()) + "::xid8";

    private static final BatchRule BY_SUBTRANSACTION = then -> "(xmin::text::xid8 >= " + literal(then.xmax())
            + "::xid8 or xmin::text::xid8 = any (" + literal("{" + then.running() + "}") + "::xid8[]))";

    private record Crashing(boolean keepsPositionInside, AtomicInteger crashes) implements BatchRule {
        @Override
        public String since(Snapshot then) {
            return SNAPSHOTS.since(then);
        }

        @Override
        public void reached(Point point) {
            if (point == Point.COMMITTED && crashes.getAndDecrement() > 0) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @Test
    void aLowNumberThatCommitsLateIsLostByPollingForHigherNumbers() throws Exception {
        assertThat(lateCommitArrives(BatchRule.SNAPSHOTS, false)).isTrue();
        assertThat(lateCommitArrives(BY_NUMBER, false)).isFalse();
    }

    @Test
    void aSubtransactionsNumberIsInNoSnapshot() throws Exception {
        assertThat(lateCommitArrives(BatchRule.SNAPSHOTS, true)).isTrue();
        assertThat(lateCommitArrives(BY_SUBTRANSACTION, true)).isFalse();
    }

    @Test
    void aPositionOutsideTheTransactionRepeatsABatch() throws Exception {
        assertThat(survivesACrashAfterTheCommit(true)).isTrue();
        assertThat(survivesACrashAfterTheCommit(false)).isFalse();
    }

    private static boolean lateCommitArrives(BatchRule rule, boolean savepoint) throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.superuser(TestServers.database("17"));
        try (var app = source.connect();
                var other = source.connect();
                var follower = Pairs.following(source, target, rule)) {
            app.setAutoCommit(false);
            if (savepoint) {
                run(app, "insert into public.t values (0)");
                app.setSavepoint();
            }
            run(app, "insert into public.t values (1)");
            run(other, "insert into public.t values (2)");
            follower.step();
            app.commit();
            run(other, "insert into public.t values (3)");
            follower.step();
        }
        return Shop.contents(target).equals(Shop.contents(source));
    }

    private static boolean survivesACrashAfterTheCommit(boolean inside) throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.superuser(TestServers.database("17"));
        try (var app = source.connect();
                var follower = Pairs.following(source, target, new Crashing(inside, new AtomicInteger(1)))) {
            run(app, "insert into public.keyless values ('once')");
            assertThatThrownBy(follower::step).hasMessage("killed");
            follower.step();
        }
        return Shop.contents(target).equals(Shop.contents(source));
    }
}
