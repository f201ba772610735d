package io.stackblaze.postgres.move;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.stackblaze.postgres.move.copy.CopyEvent;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.verify.Report;
import io.stackblaze.postgres.move.verify.TableCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(TestServers.class)
class DatabaseCopyTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Limits SMALL = new Limits(3, 2, 0, 16);

    private final ConcurrentLinkedQueue<CopyEvent> events = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @CsvSource({"15,15", "15,18", "16,17", "17,18"})
    void carriesEverything(String from, String to) throws Exception {
        var source = TestServers.database(from);
        var target = TestServers.database(to);
        Broad.make(source);
        try (Connection connection = source.connect()) {
            var database = Sql.quoted(source.database());
            Sql.run(connection, "ALTER DATABASE " + database + " SET search_path = \"$user\", public, heroku_ext;"
                    + "ALTER DATABASE " + database + " SET application_name = 'it''s, \\ ok';"
                    + "ALTER ROLE app IN DATABASE " + database + " SET work_mem = '7MB'");
        }

        var outcome = copy(source, new Target(target)).run();

        assertThat(outcome.report().differences()).filteredOn(line -> !isOfVersions(line, from, to)).isEmpty();
        assertThat(outcome.report().tables()).hasSizeGreaterThan(15).allMatch(TableCheck::equal);
        assertThat(outcome.report().rows()).isGreaterThan(900);
        try (Connection connection = target.connect()) {
            assertThat(Sql.number(connection, "SELECT n FROM public.a_totals")).isEqualTo(1000);
            assertThat(Sql.number(connection, "SELECT nextval('public.customers_id_seq')")).isEqualTo(501);
            assertThat(Sql.number(connection, "SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                    .isEqualTo(2);
            assertThat(Sql.number(connection, "SELECT length(lo_get(4711))")).isEqualTo(1_200_000);
            assertThat(Sql.number(connection, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'stackblaze%'"))
                    .isZero();
            assertThat(Sql.list(connection, "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d"
                    + " ON d.oid = s.setdatabase WHERE datname = current_database() ORDER BY 1",
                    row -> row.getString(1))).containsExactly("application_name=it's, \\ ok",
                            "search_path=\"$user\", public, heroku_ext", "work_mem=7MB");
        }
        assertThat(events).anyMatch(CopyEvent.Planned.class::isInstance).anyMatch(CopyEvent.Built.class::isInstance)
                .anyMatch(event -> event instanceof CopyEvent.Rows rows && rows.complete()
                        && rows.table().name().equals("customers") && rows.rows() == 500 && rows.bytes() > 10_000);
    }

    @Test
    void givesEverythingToAnOwnerWhenTheSuperuserCopies() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        Broad.make(source);

        var outcome = copy(source, new Target(TestServers.superuser(target), Optional.of(TestServers.APP))).run();

        assertThat(outcome.report().differences()).isEmpty();
        try (Connection connection = target.connect()) {
            assertThat(Sql.list(connection,
                    "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class c JOIN pg_namespace"
                            + " n ON n.oid = relnamespace WHERE nspname IN ('public', 'We\"ird Schema') AND NOT EXISTS (SELECT"
                            + " FROM pg_depend d WHERE d.objid = c.oid AND deptype = 'e')",
                    row -> row.getString(1)))
                    .containsExactly("app");
        }
    }

    @Test
    void showsOneMomentOfADatabaseThatIsWrittenTo() throws Exception {
        var source = TestServers.database("15");
        var target = TestServers.database("16");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "CREATE TABLE public.a (id bigserial PRIMARY KEY, v int);"
                    + "CREATE TABLE public.b (id bigint REFERENCES public.a, v int)");
        }
        var writers = new Writers(source);
        Report report;
        try {
            writers.start(2);
            report = copy(source, new Target(target)).run().report();
        } finally {
            writers.stop();
        }

        assertThat(report.differences()).isEmpty();
        assertThat(report.rows()).isPositive();
        try (Connection connection = target.connect()) {
            // Each transaction writes one row to both tables.
            assertThat(Sql.number(connection, "SELECT count(*) FROM public.a"))
                    .isEqualTo(Sql.number(connection, "SELECT count(*) FROM public.b"));
            Sql.run(connection, "INSERT INTO public.a (v) VALUES (1)");
        }
    }

    @Test
    void goesOnWhereItWasAndCopiesAgainWhatChangedMeanwhile() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "CREATE TABLE public.first AS SELECT g AS id FROM generate_series(1, 300000) g;"
                    + "CREATE TABLE public.second AS SELECT g AS id FROM generate_series(1, 400000) g;"
                    + "CREATE TABLE public.third (id int); INSERT INTO public.third VALUES (1);"
                    + "ALTER TABLE public.first ADD PRIMARY KEY (id)");
        }
        var cut = new DatabaseCopy(source, new Target(target), new Limits(1, 1, 0, 16), CLOCK, event -> {
            if (event instanceof CopyEvent.Rows rows && rows.complete() && rows.table().name().equals("first")) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(cut::run).hasMessageContaining("killed");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "UPDATE public.second SET id = -id WHERE id = 7");
        }

        var report = copy(source, new Target(target)).run().report();

        assertThat(report.differences()).isEmpty();
        assertThat(events).filteredOn(CopyEvent.Rows.class::isInstance).extracting(event -> ((CopyEvent.Rows) event))
                .filteredOn(CopyEvent.Rows::complete).extracting(rows -> rows.table().name())
                .containsExactlyInAnyOrder("second", "third");
    }

    @Test
    void outlivesTheLossOfTheTarget() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        Broad.make(source);
        var cut = new DatabaseCopy(source, new Target(target), SMALL, CLOCK, event -> {
            if (event instanceof CopyEvent.Built) {
                try (Connection superuser = TestServers.superuser(target).connect()) {
                    Sql.run(superuser, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                            + " current_database() AND pid <> pg_backend_pid()");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        assertThatThrownBy(cut::run).isInstanceOfSatisfying(MoveException.class,
                e -> assertThat(e.code()).isEqualTo(MoveException.Code.UNREACHABLE))
                .hasMessageContaining("start it again");

        var outcome = copy(source, new Target(target)).run();

        assertThat(outcome.report().differences()).isEmpty();
    }

    @Test
    void stopsWhenATableGoesAwayUnderIt() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "CREATE TABLE public.large AS SELECT g AS id FROM generate_series(1, 300000) g;"
                    + "CREATE TABLE public.small (id int)");
        }
        var copy = new DatabaseCopy(source, new Target(target), new Limits(1, 1, 0, 16), CLOCK, event -> {
            if (event instanceof CopyEvent.Rows rows && rows.complete() && rows.table().name().equals("large")) {
                try (Connection connection = source.connect()) {
                    Sql.run(connection, "DROP TABLE public.small");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThatThrownBy(copy::run)
                .isInstanceOfSatisfying(MoveException.class,
                        e -> assertThat(e.code()).isEqualTo(MoveException.Code.CHANGED))
                .hasMessageContainingAll("public.small", "Hold back changes of the schema");
    }

    @Test
    void refusesATargetThatIsNotEmptyAndSaysWhatIsThere() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        try (Connection connection = target.connect()) {
            Sql.run(connection, "CREATE TABLE public.precious (id int); CREATE VIEW public.seen AS SELECT 1 AS x");
        }

        assertThatThrownBy(() -> copy(source, new Target(target)).run())
                .isInstanceOfSatisfying(MoveException.class,
                        e -> assertThat(e.code()).isEqualTo(MoveException.Code.REFUSED))
                .hasMessageContainingAll("not empty", "public.precious, public.seen", "Empty it");
    }

    private DatabaseCopy copy(Endpoint source, Target target) {
        return new DatabaseCopy(source, target, SMALL, CLOCK, events::add);
    }

    /** Texts that versions write differently; the same majors have none. */
    private static boolean isOfVersions(String line, String from, String to) {
        return !from.equals(to) && line.contains(" is different: ");
    }
}
