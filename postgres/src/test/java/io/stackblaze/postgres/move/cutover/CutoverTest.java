package io.stackblaze.postgres.move.cutover;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.follow.Capture;
import io.stackblaze.postgres.move.follow.FollowSettings;
import io.stackblaze.postgres.move.follow.Oracle;
import io.stackblaze.postgres.move.follow.Shop;
import io.stackblaze.postgres.move.follow.TriggerFollower;
import io.stackblaze.postgres.move.follow.Writers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.stackblaze.postgres.move.Sql.number;
import static io.stackblaze.postgres.move.Sql.run;
import static io.stackblaze.postgres.move.Sql.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From one database to the other, and back. */
@ExtendWith(TestServers.class)
final class CutoverTest {
    private static final FollowSettings FOLLOWING = new FollowSettings(Duration.ofMillis(200), Duration.ofSeconds(10),
            Duration.ofSeconds(20));
    private static final CutoverSettings CUTTING = new CutoverSettings(Duration.ofSeconds(15), Duration.ofSeconds(5),
            Duration.ofSeconds(2));
    private Endpoint app;
    private Endpoint newApp;
    private Endpoint target;

    @BeforeEach
    void aShopAndItsNewHome() throws Exception {
        app = TestServers.database("16");
        newApp = TestServers.database("17");
        target = TestServers.superuser(newApp);
        Shop.create(app);
        Shop.create(newApp);
        Shop.fill(app);
        try (var connection = app.connect()) {
            run(connection, "grant select, insert on shop.orders to pg_monitor with grant option");
            run(connection, "grant update (note) on shop.customers to public");
        }
    }

    private TriggerFollower forward() throws Exception {
        var follower = new TriggerFollower(app, target, Cutover.FORWARD, FOLLOWING);
        try (var start = Oracle.patiently(follower::start).orElseThrow()) {
            Shop.copy(app, target, start.snapshot());
            start.copied();
        }
        return follower;
    }

    private Cutover cutover(String job, CutoverSettings settings) {
        return job.equals(Cutover.FORWARD)
                ? new Cutover(app, target, job, FOLLOWING, settings)
                : new Cutover(/* source= */ target, /* target= */ app, job, FOLLOWING, settings);
    }

    @Test
    void goesUnderLoadAndComesBackUnderLoadAndLosesNothing() throws Exception {
        var before = catalog(app);
        CutoverResult there;
        try (var load = new Writers(app, 4, 11); var follower = forward()) {
            Oracle.follow(follower, Duration.ofSeconds(1));
            there = cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {});
            assertThat(load.commits()).isPositive();
        }
        assertThat(there.steps().keySet()).contains("freeze", "drain", "sequences", "verify", "switch");
        assertThat(there.pause()).isLessThan(CUTTING.longestPause());
        assertThat(Oracle.differences(app, newApp)).isEmpty();
        assertThat(sequences(newApp)).isEqualTo(sequences(app));
        try (var old = app.connect()) {
            assertThat(Capture.writtenSince(old, there.last())).isEmpty();
            assertThatThrownBy(() -> run(old, "insert into shop.scratch values (-1)"))
                    .hasMessageContaining("permission denied");
        }

        CutoverResult back;
        var follower = new TriggerFollower(/* source= */ target, /* target= */ app, Cutover.REVERSE, FOLLOWING);
        try (var load = new Writers(newApp, 4, 12); follower) {
            Oracle.follow(follower, Duration.ofSeconds(2));
            try (var old = app.connect()) {
                assertThat(Capture.writtenSince(old, there.last())).isEmpty();
            }
            back = cutover(Cutover.REVERSE, CUTTING).run(follower, _ -> {}, () -> {});
            assertThat(load.commits()).isPositive();
        }
        assertThat(back.rowsCompared()).isNotNegative();
        assertThat(Oracle.differences(newApp, app)).isEmpty();
        assertThat(sequences(app)).isEqualTo(sequences(newApp));
        try (var old = app.connect()) {
            run(old, "insert into shop.scratch values (-1)");
        }
        new MoveEnd(app, target, FOLLOWING).abort();
        assertThat(catalog(app)).isEqualTo(before);
    }

    @Test
    void aSessionThatAPoolKeptMeanwhileWritesAgainAfterTheWayBack() throws Exception {
        try (var follower = forward()) {
            cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {});
        }
        var url = "jdbc:postgresql://" + app.host() + ":" + app.port() + "/" + app.database();
        try (var kept = DriverManager.getConnection(url, app.user(), app.password());
                var follower = new TriggerFollower(/* source= */ target, /* target= */ app, Cutover.REVERSE,
                        FOLLOWING)) {
            assertThatThrownBy(() -> run(kept, "insert into shop.scratch values (-2)"))
                    .hasMessageContaining("permission denied");
            cutover(Cutover.REVERSE, CUTTING).run(follower, _ -> {}, () -> {});
            run(kept, "insert into shop.scratch values (-2)");
        }
    }

    @Test
    void aLateWriterIsNoticed() throws Exception {
        CutoverResult result;
        try (var follower = forward()) {
            result = cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {});
        }
        // The mightiest of all is told no by nothing.
        try (var mighty = TestServers.superuser(app).connect()) {
            run(mighty, "update shop.orders set total = 1 where id < 4");
            assertThat(Capture.writtenSince(mighty, result.last()))
                    .containsExactly(java.util.Map.entry("shop.orders", 3L));
        }
    }

    @Test
    void aCutThatTakesTooLongIsTakenBack() throws Exception {
        var before = catalog(app);
        try (var follower = forward()) {
            var tooShort = new CutoverSettings(Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(2));
            assertThatThrownBy(() -> cutover(Cutover.FORWARD, tooShort).run(follower, _ -> {}, () -> {}))
                    .isInstanceOf(MoveException.class).hasMessageContaining("taken back");
            writesWork();
            follower.step();
            assertThat(Oracle.differences(app, newApp)).isEmpty();
        }
        new MoveEnd(app, target, FOLLOWING).abort();
        assertThat(catalog(app)).isEqualTo(before);
    }

    @Test
    void aCutWhoseSwitchFailsIsTakenBack() throws Exception {
        var before = catalog(app);
        try (var follower = forward()) {
            assertThatThrownBy(() -> cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {
                throw new MoveException(Code.REFUSED, "the application cannot be told");
            })).hasMessage("the application cannot be told");
            writesWork();
            follower.step();
            assertThat(Oracle.differences(app, newApp)).isEmpty();
        }
        new MoveEnd(app, target, FOLLOWING).abort();
        assertThat(catalog(app)).isEqualTo(before);
    }

    @Test
    void aWriteAtTheTargetIsFoundAndTakesTheCutBack() throws Exception {
        try (var follower = forward(); var stranger = target.connect()) {
            assertThatThrownBy(() -> cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {
                try (var connection = app.connect()) {
                    run(connection, "update shop.orders set total = 7 where id in (7, 8)");
                    follower.step();
                    run(stranger, "update shop.orders set total = 8 where id = 8");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }, () -> {})).hasMessageContaining("shop.orders").hasMessageContaining("keys that differ: (8)");
            writesWork();
        }
    }

    @Test
    void aTransactionThatDoesNotEndIsEnded() throws Exception {
        try (var open = app.connect(); var follower = forward()) {
            run(open, "set application_name = 'shop'");
            open.setAutoCommit(false);
            run(open, "update shop.orders set total = 99 where id = 9");
            cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {});
            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
        }
        assertThat(Oracle.differences(app, newApp)).isEmpty();
    }

    @Test
    void aMoverThatDiesInTheFreezeIsUndoneFromElsewhere() throws Exception {
        var before = catalog(app);
        try (var follower = forward()) {
            assertThatThrownBy(() -> cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {
                // Nothing of what would undo it runs: as after a kill.
                throw new Error("killed");
            })).isInstanceOf(Error.class);
        }
        new MoveEnd(app, target, FOLLOWING).abort();
        writesWork();
        assertThat(catalog(app)).isEqualTo(before);
        try (var connection = target.connect()) {
            assertThat(number(connection, "select count(*) from pg_namespace where nspname like 'stackblaze%'"))
                    .isZero();
        }
        new MoveEnd(app, target, FOLLOWING).abort();
    }

    @Test
    void aMoverThatDiesWhileItTellsTheApplicationIsFinishedByTheNext() throws Exception {
        try (var follower = forward()) {
            assertThatThrownBy(() -> cutover(Cutover.FORWARD, CUTTING).run(follower, _ -> {}, () -> {
                throw new Error("killed");
            })).isInstanceOf(Error.class);
        }
        // It had told some of it.
        try (var connection = newApp.connect();
                var next = new TriggerFollower(app, target, Cutover.FORWARD, FOLLOWING)) {
            run(connection, "update shop.orders set total = 3");
            cutover(Cutover.FORWARD, CUTTING).run(next, _ -> {}, () -> {});
        }
        try (var back = new TriggerFollower(/* source= */ target, /* target= */ app, Cutover.REVERSE, FOLLOWING)) {
            back.step();
        }
        assertThat(Oracle.differences(app, newApp)).isEmpty();
    }

    private void writesWork() throws SQLException {
        try (var connection = app.connect()) {
            run(connection, "update shop.orders set total = total + 1");
            assertThat(text(connection, "select setting from pg_settings where name = 'default_transaction_read_only'"))
                    .isEqualTo("off");
        }
    }

    private static String sequences(Endpoint endpoint) throws SQLException {
        try (var connection = endpoint.connect()) {
            return String.valueOf(Sql.list(connection,
                    "select schemaname || sequencename || last_value from pg_sequences order by 1",
                    row -> row.getString(1)));
        }
    }

    /** Everything in the catalog that somebody could see changed, the capture's own traces not left out. */
    private static List<String> catalog(Endpoint endpoint) throws SQLException {
        var catalog = new ArrayList<String>();
        try (var connection = endpoint.connect()) {
            for (String query : new String[]{
                    "select nspname || coalesce(nspacl::text, '') from pg_namespace where nspname !~ '^pg_(toast|temp)'",
                    "select c.oid::regclass::text || relkind::text || (select string_agg(a::text, ',' order by a::text) from unnest(coalesce(relacl, acldefault('r', relowner))) a) from pg_class c where relnamespace = 'shop'::regnamespace and relkind in ('r', 'p')",
                    "select attrelid::regclass::text || attname || attacl::text from pg_attribute where attrelid in (select oid from pg_class where relnamespace = 'shop'::regnamespace) and attacl is not null",
                    "select tgrelid::regclass::text || tgname || tgenabled::text from pg_trigger where not tgisinternal",
                    "select pg_get_constraintdef(oid) || conname || conrelid::regclass::text from pg_constraint where connamespace = 'shop'::regnamespace",
                    "select proname from pg_proc where pronamespace::regnamespace::text !~ '^pg_|information_schema'",
                    "select setconfig::text from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())"}) {
                catalog.addAll(Sql.list(connection, query, row -> row.getString(1)).stream().sorted().toList());
            }
        }
        return catalog;
    }
}
