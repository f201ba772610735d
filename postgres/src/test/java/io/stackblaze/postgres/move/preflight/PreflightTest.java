package io.stackblaze.postgres.move.preflight;

import java.sql.Connection;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Endpoint.Tls;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import io.stackblaze.postgres.move.follow.Method;
import io.stackblaze.postgres.move.preflight.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(TestServers.class)
class PreflightTest {
    @Test
    void letsAnOrdinaryDatabaseGo() throws Exception {
        var findings = Preflight.run(TestServers.database("15"), new Target(TestServers.database("16")));

        assertThat(findings.go()).isTrue();
        assertThat(findings.readers()).isPositive();
        assertThat(findings.of(Level.FINE)).extracting(Finding::what).contains("PostgreSQL 15 to 16.");
        findings.require();
    }

    @Test
    void refusesToGoBackToAnOlderVersion() throws Exception {
        var findings = Preflight.run(TestServers.database("16"), new Target(TestServers.database("15")));

        assertThat(findings.of(Level.NO_GO)).extracting(Finding::toString)
                .containsExactly(
                        "The target is older than the source: 15 against 16. Make the target with version 16 or newer.");
        assertThatThrownBy(findings::require).isInstanceOfSatisfying(MoveException.class,
                e -> assertThat(e.code()).isEqualTo(MoveException.Code.REFUSED));
    }

    @Test
    void namesTablesThatCannotBeReadWhole() throws Exception {
        var source = TestServers.database("16");
        try (Connection superuser = TestServers.superuser(source).connect()) {
            Sql.run(superuser, "CREATE TABLE public.theirs (id int); CREATE TABLE public.filtered (id int);"
                    + "ALTER TABLE public.filtered ENABLE ROW LEVEL SECURITY; GRANT SELECT ON public.filtered TO app;"
                    + "CREATE SEQUENCE public.counts");
        }

        var findings = Preflight.run(source, new Target(TestServers.database("16")));

        assertThat(findings.of(Level.NO_GO)).extracting(Finding::what).hasSize(3)
                .anyMatch(what -> what.startsWith("The table public.theirs cannot be read whole: permission denied"))
                .anyMatch(what -> what
                        .startsWith("The table public.filtered cannot be read whole: query would be affected"))
                .anyMatch(what -> what.startsWith("The sequence public.counts cannot be read"));
    }

    @Test
    void tellsWhatIsCarriedDifferently() throws Exception {
        var source = TestServers.database("16");
        try (Connection connection = source.connect()) {
            Sql.run(connection,
                    "CREATE TABLE public.no_key (id int); CREATE UNLOGGED TABLE public.fleeting (id int PRIMARY KEY);"
                            + "SELECT lo_create(0); GRANT SELECT ON public.no_key TO stackblaze_admin");
        }

        var findings = Preflight.run(source, new Target(TestServers.database("16")));

        assertThat(findings.go()).isTrue();
        assertThat(findings.of(Level.LIMIT)).extracting(Finding::what)
                .anyMatch(what -> what.contains("no primary key") && what.contains("public.no_key"))
                .anyMatch(what -> what.contains("unlogged") && what.contains("public.fleeting"))
                .anyMatch(what -> what.startsWith("1 large objects"))
                .anyMatch(what -> what.contains("Grants to stackblaze_admin are not carried"));
    }

    @Test
    void refusesATargetInWhichItMayMakeNothing() throws Exception {
        var target = TestServers.database("16");
        try (Connection superuser = TestServers.superuser(target).connect()) {
            Sql.run(superuser, "ALTER DATABASE " + Sql.quoted(target.database()) + " OWNER TO stackblaze_admin");
        }

        var findings = Preflight.run(TestServers.database("16"), new Target(target));

        assertThat(findings.of(Level.NO_GO)).extracting(Finding::what).singleElement().asString()
                .contains("may not create schemas and tables", "permission denied");
    }

    @Test
    void saysWhichSideCannotBeReached() throws Exception {
        var fine = TestServers.database("16");
        var wrong = new Endpoint(fine.host(), fine.port(), fine.database(), fine.user(), "geheim", Tls.DISABLE);

        assertThatThrownBy(() -> Preflight.run(wrong, new Target(fine)))
                .hasMessageContaining("Connecting to the source")
                .hasMessageContaining("Check user and password").hasMessageNotContaining("geheim")
                .isInstanceOfSatisfying(MoveException.class,
                        e -> assertThat(e.code()).isEqualTo(MoveException.Code.DENIED));
        assertThatThrownBy(
                () -> Preflight.run(fine, new Target(new Endpoint("127.0.0.1", 1, "d", "u", "p", Tls.DISABLE))))
                .hasMessageContaining("Connecting to the target");
    }

    @Test
    void refusesAPoolerInBetween() throws Exception {
        var source = TestServers.database("16");
        try (var pooler = new Pooler(source)) {
            assertThat(Preflight.run(pooler.endpoint(), new Target(TestServers.database("16"))).of(Level.NO_GO))
                    .extracting(Finding::toString).singleElement().asString()
                    .contains("A connection pooler such as PgBouncer", "use the server's own address and port");
        }
    }

    @Test
    void refusesAStandby() throws Exception {
        var source = TestServers.database("16");
        try (Connection superuser = TestServers.superuser(source).connect()) {
            // As a standby answers; a real one takes a second server and a copy of it.
            Sql.run(superuser, "ALTER FUNCTION pg_catalog.pg_is_in_recovery() RENAME TO pg_was_in_recovery;"
                    + "CREATE FUNCTION pg_catalog.pg_is_in_recovery() RETURNS bool LANGUAGE sql AS 'SELECT true'");
        }
        assertThat(Preflight.run(source, new Target(TestServers.database("16"))).of(Level.NO_GO))
                .extracting(Finding::toString).containsExactly(
                        "The source is a standby, whose state cannot be held and followed. Name the primary.");
    }

    @Test
    void choosesASlotOnlyWhereAllThatItNeedsIsThereAndSaysWhatIsMissing() throws Exception {
        var plain = TestServers.database("16");
        var source = TestServers.replicating("16");
        var weak = TestServers.replicating("17");
        var target = TestServers.superuser(weak);

        assertThat(MethodChoice.of(plain, target, Method.AUTO).finding().what())
                .contains("by triggers", "wal_level is replica");
        assertThat(MethodChoice.of(source, target, Method.AUTO).method()).isEqualTo(Method.SLOT);
        assertThat(MethodChoice.of(source, target, Method.TRIGGERS).method()).isEqualTo(Method.TRIGGERS);
        assertThat(MethodChoice.of(source, weak, Method.AUTO).finding().what())
                .contains("by triggers", "the target refuses a subscription");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "CREATE TABLE public.no_key (id int)");
        }
        assertThat(MethodChoice.of(source, target, Method.AUTO).finding().what()).contains("by triggers",
                "public.no_key");
        assertThat(MethodChoice.of(source, target, Method.SLOT).finding())
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.LIMIT))
                .extracting(Finding::what).asString().contains("REPLICA IDENTITY FULL", "public.no_key");
        try (Connection connection = source.connect()) {
            Sql.run(connection, "ALTER TABLE public.no_key ADD doc json");
        }
        assertThat(MethodChoice.of(source, target, Method.SLOT).finding().toString())
                .contains("cannot be told apart", "json", "Follow by triggers");
        try (Connection connection = source.connect()) {
            assertThat(Sql.number(connection, "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*)"
                    + " FROM pg_replication_slots WHERE database = current_database())")).isZero();
        }
    }
}
