package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.ExportedSnapshot;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.verify.TableCheck.RowDifference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(TestServers.class)
class VerificationTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final String TABLES = """
            CREATE TYPE public.mood AS ENUM ('sad', 'ok');
            CREATE TABLE public.t (id int PRIMARY KEY, n numeric, d float8, c character(5), j jsonb, i interval,
                x text, b bytea, at timestamptz, m public.mood, a int[], js json);
            CREATE TABLE public.bag (v int, w text);
            CREATE SEQUENCE public.s;
            INSERT INTO public.t SELECT g, 1.0, 0.5, 'ab', '{"k": 1.0}', '1 mon', 'x' || g, '\\x00', '2020-01-01', 'ok',
                ARRAY[1, g], '{"a":1}' FROM generate_series(1, 100) g;
            INSERT INTO public.bag VALUES (1, 'a'), (1, 'a'), (2, NULL);
            SELECT nextval('public.s');
            """;

    private Endpoint source;
    private Endpoint target;

    @BeforeEach
    void makeTwoThatAreEqual() throws Exception {
        source = TestServers.database("15");
        target = TestServers.database("16");
        run(source, TABLES);
        run(target, TABLES);
    }

    @Test
    void findsEqualWhatIsEqualWhateverItsOrder() throws Exception {
        run(target,
                "UPDATE public.t SET x = x WHERE id % 3 = 0; UPDATE public.bag SET w = w; CLUSTER public.t USING t_pkey");

        var report = verify();

        assertThat(report.differences()).isEmpty();
        assertThat(report.equal()).isTrue();
        assertThat(report.rows()).isEqualTo(103);
    }

    /** Values that are equal to the server and yet not the same. */
    @ParameterizedTest
    @ValueSource(strings = {
            "n = 1.00", "d = '-0'", "d = 5e-324", "c = NULL", "j = '{\"k\": 1.00}'",
            "i = '30 days'", "x = upper(x)", "x = ''", "x = NULL", "b = '\\x0000'",
            "at = at + interval '1 microsecond'",
            "m = 'sad'", "a = a || 1", "js = '{\"a\": 1}'", "id = -id"
    })
    void seesEachWayInWhichOneRowDiffers(String change) throws Exception {
        run(source, "UPDATE public.t SET d = 0 WHERE id = 7");
        run(target, "UPDATE public.t SET d = 0 WHERE id = 7; UPDATE public.t SET " + change + " WHERE id = 7");

        var report = verify();

        assertThat(report.equal()).isFalse();
        assertThat(report.tables()).filteredOn(table -> !table.equal()).singleElement()
                .satisfies(table -> assertThat(table.differing()).extracting(RowDifference::key).contains("(7)"));
    }

    @Test
    void namesRowsThatAreMissingExtraOrCounted() throws Exception {
        run(target, "DELETE FROM public.t WHERE id = 3; INSERT INTO public.t (id) VALUES (500);"
                + "INSERT INTO public.bag VALUES (1, 'a')");

        var report = verify();

        assertThat(report.differences())
                .anySatisfy(line -> assertThat(line).startsWith("public.t: 100 rows on the source")
                        .contains("missing (3)", "extra (500)"))
                .anySatisfy(line -> assertThat(line).startsWith("public.bag").contains("changed (1,a)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "CREATE INDEX ON public.t (x); indexes", "DROP SEQUENCE public.s; sequences",
            "SELECT setval('public.s', 1, false); sequences",
            "CREATE VIEW public.v AS SELECT 1 AS one; objects of the schema",
            "CREATE EXTENSION hstore SCHEMA public; extensions", "SELECT lo_create(7); large objects",
            "ALTER TABLE public.t ADD CHECK (id > 0) NOT VALID; constraints and indexes that do not hold",
            "ALTER TABLE public.bag ADD FOREIGN KEY (v) REFERENCES public.t; foreign keys"
    })
    void seesWhatDiffersBesideTheRows(String change, String check) throws Exception {
        run(target, change);

        assertThat(verify().checks()).filteredOn(found -> found.what().equals(check)).singleElement()
                .satisfies(found -> assertThat(found.differences()).isNotEmpty());
    }

    @Test
    void comparesTheStateOfASnapshotWhileOthersWrite() throws Exception {
        try (ExportedSnapshot snapshot = ExportedSnapshot.export(source)) {
            run(source, "DELETE FROM public.t; INSERT INTO public.bag VALUES (9, 'later')");

            assertThat(new Verification(new Side(source, Optional.of(snapshot.name())),
                    new Side(target, Optional.empty()), 2, CLOCK).run().differences()).isEmpty();
        }
        assertThat(verify().equal()).isFalse();
    }

    @Test
    void reportsWhatAScepticCanRunAgain() throws Exception {
        var report = verify();
        var query = report.tables().getLast();

        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + source.shown()
                .replace(" ", "%20").replace("\"", "%22"), source.user(), source.password())) {
            Sql.run(connection, Verification.PINS);
            assertThat(Sql.list(connection, query.query(), row -> new TableCheck.Sum(row.getLong(1), row.getString(2))))
                    .containsExactly(query.source());
        }
        assertThat(report.markdown()).contains("**equal**. 103 rows in 2 tables", query.query() + ";",
                "| public.bag | 3 | 3 |");
        assertThat(report.json()).contains("\"equal\"", "\"2026-11-23T12:00:00Z\"").doesNotContain(source.password());
    }

    private Report verify() throws Exception {
        return new Verification(new Side(source, Optional.empty()), new Side(target, Optional.empty()), 2, CLOCK).run();
    }

    private static void run(Endpoint endpoint, String sql) throws Exception {
        try (Connection connection = endpoint.connect()) {
            Sql.run(connection, sql);
        }
    }
}
