package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
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

/** One database follows another by triggers. */
@ExtendWith(TestServers.class)
final class FollowTest {
    static final FollowSettings SETTINGS = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(5),
            Duration.ofSeconds(20));
    private Endpoint source;
    private Endpoint target;
    private Connection app;
    private TriggerFollower follower;

    @BeforeEach
    void aFollowedShop() throws Exception {
        source = TestServers.database("16");
        target = TestServers.superuser(TestServers.database("17"));
        Shop.create(source);
        Shop.create(target);
        Shop.fill(source);
        app = source.connect();
        follower = new TriggerFollower(source, target, "forward", SETTINGS);
        try (var start = follower.start().orElseThrow()) {
            Shop.copy(source, target, start.snapshot());
            start.copied();
        }
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
        follower.close();
    }

    private void same() throws Exception {
        assertThat(Shop.contents(target)).isEqualTo(Shop.contents(source));
    }

    @Test
    void theCopyAloneIsTheStateOfTheStart() throws Exception {
        assertThat(follower.step().isEmpty()).isTrue();
        same();
    }

    @Test
    void whatIsWrittenArrives() throws Exception {
        run(app, "update shop.orders set total = total * 2 where id < 10");
        run(app, "insert into shop.orders (customer, total) values (1, 1.10)");
        run(app, "delete from shop.customers where id between 20 and 30");
        var batch = follower.step();
        assertThat(batch.tables()).isEqualTo(3);
        assertThat(batch.changes()).isEqualTo(10 + 11 + 11 + 33);
        same();
    }

    @Test
    void keysMayMoveAndMoveBackAndSwap() throws Exception {
        run(app, "update shop.customers set id = id + 1000 where id < 5");
        run(app, "update shop.customers set id = id - 1000 where id > 1000");
        run(app, "update shop.\"We\"\"ird Näme\" set \"Key\" = 'x' where \"Key\" = 'k1'");
        run(app, "update shop.\"We\"\"ird Näme\" set \"Key\" = 'k1' where \"Key\" = 'k2'");
        run(app, "update shop.\"We\"\"ird Näme\" set \"Key\" = 'k2' where \"Key\" = 'x'");
        follower.step();
        same();
    }

    @Test
    void truncationArrivesAndWhatComesAfterIt() throws Exception {
        run(app, "truncate shop.customers cascade");
        run(app, "insert into shop.customers (email) values ('first@example.com')");
        run(app, "truncate shop.history");
        run(app, "truncate shop.events_1");
        follower.step();
        same();
    }

    @Test
    void aTransactionThatWasOpenAcrossStepsArrivesWhenItCommits() throws Exception {
        app.setAutoCommit(false);
        run(app, "update shop.orders set total = 0.77 where id = 7");
        try (var other = source.connect()) {
            run(other, "update shop.orders set total = 0.88 where id = 8");
            follower.step();
            run(other, "update shop.orders set total = 0.99 where id = 9");
            follower.step();
        }
        assertThat(count("select count(*) from shop.orders where total in (0.77, 0.88, 0.99)")).isEqualTo(2);
        app.commit();
        follower.step();
        same();
    }

    @Test
    void rowsWithoutAKeyAreCounted() throws Exception {
        run(app, "insert into shop.history (what, at, amount) select 'same', '2020-01-01', 'NaN' from generate_series(1, 5)");
        follower.step();
        run(app, "delete from shop.history where ctid in (select ctid from shop.history where amount = 'NaN' limit 3)");
        run(app, "update shop.history set doc = '{\"b\":1,   \"a\":2}' where what = 'same'");
        follower.step();
        same();
    }

    @Test
    void rowsThatChangeTheirPartitionArrive() throws Exception {
        run(app, "update shop.events set day = 19 - day");
        run(app, "update shop.vehicles set name = 'x'");
        run(app, "delete from shop.vehicles where id > 140");
        follower.step();
        same();
    }

    @Test
    void operatorsThatSomebodyPutInTheWayAreNotUsed() throws Exception {
        run(app, "create schema evil");
        for (var type : new String[]{"text", "int4", "int8", "record"}) {
            run(app, "create function evil.never(%1$s, %1$s) returns bool language plpgsql as %2$s".formatted(type,
                    "'begin raise exception ''hijacked''; end'"));
            for (var sign : new String[]{"=", "<>", "*<>"}) {
                run(app, "create operator evil.%2$s (leftarg = %1$s, rightarg = %1$s, function = evil.never)"
                        .formatted(type, sign));
            }
        }
        run(app, "set search_path = evil, pg_catalog");
        run(app, "update shop.orders set total = 3");
        run(app, "update shop.vehicles set name = 'y'");
        run(app, "insert into shop.customers (email) values ('evil@example.com')");
        run(app, "reset search_path");
        follower.step();
        same();
    }

    @Test
    void anotherMoverGoesOnWhereThisOneStopped() throws Exception {
        run(app, "update shop.orders set total = 1");
        follower.close();
        try (var other = new TriggerFollower(source, target, "forward", SETTINGS)) {
            assertThat(other.start()).isEmpty();
            assertThat(other.lag().changes()).isEqualTo(200);
            other.step();
            assertThat(other.lag()).isEqualTo(new Lag(Duration.ZERO, 0));
        }
        same();
    }

    @Test
    void tablesThatWereNeverCopiedComeWholeWithTheNextStep() throws Exception {
        follower.remove();
        try (var target = this.target.connect()) {
            run(target, "truncate shop.customers, shop.orders, shop.items, shop.history");
        }
        follower.start().orElseThrow().close();
        run(app, "update shop.orders set total = 1 where id = 1");
        follower.step();
        same();
    }

    @Test
    void anAddedColumnIsTakenAlong() throws Exception {
        run(app, "alter table shop.orders add column rating int not null default 3");
        run(app, "alter table shop.orders add column token uuid default gen_random_uuid()");
        run(app, "alter table shop.history add column who text collate \"C\"");
        run(app, "update shop.orders set rating = 5 where id = 5");
        run(app, "insert into shop.history (what, who) values ('new', 'me')");
        follower.step();
        same();
        run(app, "update shop.orders set rating = 4 where id = 4");
        run(app, "delete from shop.history where who = 'me'");
        follower.step();
        same();
    }

    @Test
    void anyOtherChangeOfATableStopsAndSaysWhatToDo() throws Exception {
        run(app, "alter table shop.scratch alter column text type varchar(20)");
        run(app, "update shop.scratch set text = 'y'");
        assertThatThrownBy(() -> follower.step()).isInstanceOf(MoveException.class)
                .hasMessageContaining("shop.scratch").hasMessageContaining("character varying(20)")
                .satisfies(e -> assertThat(((MoveException) e).code()).isEqualTo(Code.CHANGED));
        try (var target = this.target.connect()) {
            run(target, "alter table shop.scratch alter column text type varchar(20)");
        }
        follower.step();
        same();
    }

    @Test
    void aNewTableMustBeMadeAtTheTargetAndIsThenFollowed() throws Exception {
        run(app, "create table shop.later (id int primary key)");
        run(app, "insert into shop.later values (1), (2)");
        assertThatThrownBy(() -> follower.step()).hasMessageContaining("shop.later");
        try (var target = this.target.connect()) {
            run(target, "create table shop.later (id int primary key)");
        }
        follower.step();
        run(app, "delete from shop.later where id = 1");
        follower.step();
        same();
    }

    @Test
    void aDroppedTableIsNotWaitedForOnceTheTargetDroppedItToo() throws Exception {
        run(app, "drop table shop.scratch");
        assertThatThrownBy(() -> follower.step()).hasMessageContaining("shop.scratch");
        try (var target = this.target.connect()) {
            run(target, "drop table shop.scratch");
        }
        follower.step();
        same();
    }

    @Test
    void aRowThatSomebodyPutIntoTheTargetIsShownBesideTheSources() throws Exception {
        try (var target = this.target.connect()) {
            run(target, "insert into shop.customers (id, email) values (5000, 'mine@example.com')");
        }
        run(app, "insert into shop.customers (id, email, note) values (6000, 'mine@example.com', 'theirs')");
        assertThatThrownBy(() -> follower.step()).isInstanceOf(MoveException.class)
                .hasMessageContaining("Row of the source: (6000,mine@example.com,theirs")
                .hasMessageContaining("Row at the target: (5000,mine@example.com");
        try (var target = this.target.connect()) {
            run(target, "delete from shop.customers where id = 5000");
        }
        follower.step();
        same();
    }

    @Test
    void whatWasAppliedIsPurgedAtTheSource() throws Exception {
        for (int i = 0; i < 3; i++) {
            run(app, "update shop.orders set total = total + 1");
            follower.step();
        }
        run(app, "update shop.orders set total = 0 where id = 1");
        follower.step();
        assertThat(number(app, "select count(*) from stackblaze_capture.log_"
                + text(app, "select 'shop.orders'::regclass::oid"))).isLessThanOrEqualTo(1);
    }

    @Test
    void bothSidesShowTheSameStateWhileWritesGoOn() throws Exception {
        run(app, "update shop.orders set total = 5");
        try (var state = follower.sameState()) {
            run(app, "update shop.orders set total = 6");
            run(app, "truncate shop.scratch");
            follower.step();
            try (var left = at(source, state.sourceSnapshot()); var right = at(target, state.targetSnapshot())) {
                assertThat(text(left, "select min(total) from shop.orders")).isEqualTo("5.00");
                assertThat(text(right, "select min(total) from shop.orders")).isEqualTo("5.00");
                assertThat(number(right, "select count(*) from shop.scratch")).isEqualTo(20);
            }
        }
        same();
    }

    @Test
    void endingLeavesNoTraceAtTheSource() throws Exception {
        follower.remove();
        assertThat(number(app, "select count(*) from pg_trigger where tgname like 'stackblaze%'")).isZero();
        assertThat(number(app, "select count(*) from pg_namespace where nspname like 'stackblaze%'")).isZero();
        follower.remove();
    }

    private static Connection at(Endpoint endpoint, String snapshot) throws SQLException {
        var connection = endpoint.connect();
        connection.setAutoCommit(false);
        run(connection, "set transaction isolation level repeatable read, read only");
        run(connection, "set transaction snapshot '" + snapshot + "'");
        return connection;
    }

    private long count(String query) throws SQLException {
        try (var connection = target.connect()) {
            return number(connection, query);
        }
    }
}
