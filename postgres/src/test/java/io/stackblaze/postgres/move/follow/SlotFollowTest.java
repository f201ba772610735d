package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One database follows another through a replication slot. */
@ExtendWith(TestServers.class)
final class SlotFollowTest {
    private Endpoint source;
    private Endpoint target;
    private Connection app;
    private SlotFollower follower;
    private List<String> before;

    @BeforeEach
    void aFollowedShop() throws Exception {
        source = TestServers.replicating("16");
        target = TestServers.superuser(TestServers.replicating("17"));
        Shop.createComparable(source);
        Shop.createComparable(target);
        Shop.fill(source);
        before = traces(source);
        app = source.connect();
        follower = new SlotFollower(source, target, "forward", FollowTest.SETTINGS);
        try (var start = follower.start().orElseThrow()) {
            run(app, "update shop.orders set total = 4 where id = 4");
            Shop.copy(source, target, start.snapshot());
            start.copied();
        }
    }

    @AfterEach
    void close() throws Exception {
        app.close();
        follower.remove();
        follower.close();
    }

    private void same() throws Exception {
        assertThat(Oracle.differences(source, target)).isEmpty();
    }

    @Test
    void whatWasWrittenDuringTheCopyAndAfterItArrives() throws Exception {
        follower.step();
        same();
        run(app, "update shop.customers set id = id + 1000 where id < 5");
        run(app, "delete from shop.customers where id between 20 and 30");
        run(app, "update shop.\"We\"\"ird Näme\" set \"Key\" = 'x' where \"Key\" = 'k1'");
        run(app, "insert into shop.history (what, at, amount) select 'same', '2020-01-01', 'NaN' from generate_series(1, 5)");
        run(app, "delete from shop.history where ctid in (select ctid from shop.history where amount = 'NaN' limit 3)");
        run(app, "update shop.events set day = 19 - day");
        run(app, "update shop.vehicles set name = 'x'");
        run(app, "insert into shop.counters (n) values (7)");
        run(app, "truncate shop.scratch");
        var batch = follower.step();
        assertThat(batch.isEmpty()).isFalse();
        assertThat(batch.changes()).isPositive();
        same();
    }

    @Test
    void howFarItIsBehindIsToldInBytesOfTheLog() throws Exception {
        follower.step();
        follower.openTarget();
        run(app, "update shop.orders set big = repeat(md5(id::text), 400)");
        assertThat(follower.lag().changes()).isGreaterThan(1_000);
        follower.step();
        same();
    }

    @Test
    void anotherMoverGoesOnWhereThisOneStopped() throws Exception {
        follower.close();
        run(app, "update shop.orders set total = 1");
        try (var other = new SlotFollower(source, target, "forward", FollowTest.SETTINGS)) {
            assertThat(other.isBegun()).isTrue();
            assertThat(other.start()).isEmpty();
            other.step();
        }
        same();
    }

    @Test
    void bothSidesShowTheSameStateWhileWritesGoOn() throws Exception {
        try (var load = new Writers(source, 3, 5)) {
            for (int i = 0; i < 3; i++) {
                try (var state = follower.sameState()) {
                    assertThat(at(target, state.targetSnapshot())).isEqualTo(at(source, state.sourceSnapshot()));
                }
            }
            assertThat(load.commits()).isPositive();
        }
    }

    @Test
    void whatChangedSinceAComparisonIsComparedAgain() throws Exception {
        follower.sameState().close();
        run(app, "update shop.orders set total = 5 where id < 4");
        run(app, "truncate shop.scratch");
        follower.step();
        assertThat(follower.recheck()).isEqualTo(new Recheck(List.of(), 3));
        try (var stranger = target.connect()) {
            run(stranger, "update shop.orders set total = 6 where id = 3");
        }
        assertThat(follower.recheck().differences()).singleElement().asString().contains("shop.orders: 3 rows",
                "keys that differ: (3)");
    }

    @Test
    void aChangedTableStopsItBeforeAnythingIsLost() throws Exception {
        run(app, "alter table shop.orders add column rating int not null default 3");
        assertThatThrownBy(follower::step).hasMessageContaining("changed shop.orders")
                .isInstanceOfSatisfying(MoveException.class, e -> assertThat(e.code()).isEqualTo(Code.CHANGED));
        run(app, "alter table shop.orders drop column rating");
        run(app, "create table shop.later (id int primary key)");
        assertThatThrownBy(follower::step).hasMessageContaining("new table shop.later");
        run(app, "drop table shop.later");
        follower.step();
        same();
    }

    @Test
    void aRowThatSomebodyPutIntoTheTargetStopsItAndNothingIsSkipped() throws Exception {
        follower.step();
        try (var stranger = target.connect()) {
            run(stranger, "insert into shop.customers (id, email) values (5000, 'mine@example.com')");
        }
        run(app, "insert into shop.customers (id, email) values (6000, 'mine@example.com')");
        assertThatThrownBy(follower::step).hasMessageContaining("refused a change of the source")
                .hasMessageContaining(
                        "Row of the source: shop.customers: id[bigint]:6000 email[text]:'mine@example.com'")
                .hasMessageContaining("Row at the target: (5000,mine@example.com,")
                .isInstanceOfSatisfying(MoveException.class, e -> assertThat(e.code()).isEqualTo(Code.DIFFERENT));
        try (var mended = target.connect()) {
            run(mended, "delete from shop.customers where id = 5000");
        }
        follower.step();
        same();
    }

    @Test
    void aSlotThatIsGoneIsSaid() throws Exception {
        follower.step();
        follower.openTarget();
        Oracle.patiently(() -> {
            try {
                new Slot(app).drop();
                return true;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(follower::step).hasMessageContaining("somebody dropped it");
    }

    @Test
    void anybodyCanEndItAndThenNoTraceIsLeft() throws Exception {
        follower.step();
        follower.close();
        try (var other = new SlotFollower(source, target, "forward", FollowTest.SETTINGS)) {
            other.remove();
            assertThat(traces(source)).isEqualTo(before);
            other.remove();
        }
        try (var session = target.connect()) {
            assertThat(number(session, "select count(*) from pg_subscription where subdbid = (select oid from"
                    + " pg_database where datname = current_database())")).isZero();
        }
    }

    @Test
    void aPasswordIsInNoLogOfTheTarget() throws Exception {
        try (var session = target.connect()) {
            run(session, "create extension pg_stat_statements schema public");
            follower.step();
            assertThat(Sql.list(session, "select query from public.pg_stat_statements", row -> row.getString(1)))
                    .noneMatch(query -> query.contains("create subscription stackblaze_move"));
        }
    }

    private static String at(Endpoint endpoint, String snapshot) throws SQLException {
        try (var connection = endpoint.connect()) {
            connection.setAutoCommit(false);
            run(connection, "set transaction isolation level repeatable read, read only");
            run(connection, "set transaction snapshot '" + snapshot + "'");
            return text(connection, """
                    select (select count(*) || ' ' || sum(hashtextextended(o::text, 0)::numeric) from shop.orders o)
                        || ' ' || (select count(*) || ' ' || sum(hashtextextended(c::text, 0)::numeric)
                            from shop.customers c)""");
        }
    }

    /** Everything that following leaves at a source. */
    private static List<String> traces(Endpoint endpoint) throws SQLException {
        var traces = new ArrayList<String>();
        try (var connection = endpoint.connect()) {
            for (String query : new String[]{"select pubname from pg_publication",
                    "select slot_name from pg_replication_slots where database = current_database()",
                    "select nspname from pg_namespace where nspname like 'stackblaze%'",
                    "select tgname from pg_trigger where not tgisinternal",
                    "select relname || relreplident::text from pg_class where relkind = 'r'"}) {
                traces.addAll(Sql.list(connection, query, row -> row.getString(1)).stream().sorted().toList());
            }
        }
        return traces;
    }
}
