package io.stackblaze.postgres;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresServerTest {
    @RegisterExtension
    final Servers servers = new Servers();

    @ParameterizedTest
    @ValueSource(strings = {"15", "16", "17", "18"})
    void servesADatabaseToAnAccountThatOwnsItAndNothingElse(String major) throws Exception {
        var settings = servers.settings(major);
        var server = servers.started(settings);

        try (var connection = Servers.connect(settings)) {
            assertThat(Servers.ask(connection, "SHOW server_version")).startsWith(major + ".");
            assertThat(server.version()).isEqualTo("PostgreSQL "
                    + Servers.ask(connection, "SHOW server_version").split(" ")[0]);
            assertThat(Servers.ask(connection, "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
                    + " FROM pg_roles WHERE rolname = current_user")).isEqualTo("f");
            assertThat(Servers.ask(connection, "SELECT datdba::regrole FROM pg_database WHERE datname = 'shop'"))
                    .isEqualTo("app");
            assertThat(Servers.ask(connection, "SHOW wal_level")).isEqualTo("replica");
            assertThat(Servers.ask(connection, "SELECT upper('ä') || encode(sha256('a'), 'hex')")).startsWith("Ä");
            Servers.run(connection, "CREATE TABLE orders (id bigint PRIMARY KEY)");
            assertThatThrownBy(() -> Servers.run(connection, "COPY orders TO PROGRAM 'id'"))
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> Servers.connect(settings, "app", "wrong", "shop")).hasMessageContaining("password");
        assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + settings.port() + "/shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "16", "17", "18"})
    void offersTlsAndCountsStatementsByTheirShape(String major) throws Exception {
        var settings = servers.settings(major).offeringTls();
        servers.started(settings);
        var properties = new Properties();
        properties.putAll(Map.of("user", settings.user(), "password", settings.password(), "sslmode", "require"));
        var url = "jdbc:postgresql://127.0.0.1:" + settings.port() + "/";

        try (var secured = DriverManager.getConnection(url + settings.database(), properties);
                var statistics = DriverManager.getConnection(url + "postgres", properties)) {
            assertThat(Servers.ask(secured, "SELECT ssl AND version LIKE 'TLSv1._' FROM pg_stat_ssl"
                    + " WHERE pid = pg_backend_pid()")).isEqualTo("t");
            Servers.run(secured, "CREATE TABLE orders (id bigint PRIMARY KEY)");
            for (int id = 41; id < 44; id++) {
                Servers.run(secured, "INSERT INTO orders VALUES (" + id + ")");
            }
            assertThat(Servers.ask(statistics,
                    "SELECT query || ' ' || calls FROM pg_stat_statements WHERE query LIKE 'INSERT%'"))
                    .isEqualTo("INSERT INTO orders VALUES ($1) 3");
        }
        try (var plain = Servers.connect(settings)) {
            assertThat(Servers.ask(plain, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Files.getPosixFilePermissions(settings.directory().resolve("data/server.key")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
        var settings = servers.settings("16");
        var server = servers.started(settings);
        var process = server.process().orElseThrow();
        try (var connection = Servers.connect(settings)) {
            Servers.run(connection, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThat(server.process()).isEmpty();

        server.start();

        assertThat(server.process().orElseThrow().pid()).isNotEqualTo(process.pid());
        try (var connection = Servers.connect(settings)) {
            assertThat(Servers.ask(connection, "SELECT count(*) FROM orders")).isEqualTo("1000");
        }
    }

    @Test
    void endsSessionsWhenItIsStoppedAndKeepsItsData() throws Exception {
        var settings = servers.settings("16");
        var server = servers.started(settings);
        try (var connection = Servers.connect(settings)) {
            Servers.run(connection, "CREATE TABLE orders AS SELECT 7 AS id");

            server.stop();

            assertThatThrownBy(() -> Servers.ask(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThat(server.process()).isEmpty();
        server.stop();
        server.start();
        try (var connection = Servers.connect(settings)) {
            assertThat(Servers.ask(connection, "SELECT id FROM orders")).isEqualTo("7");
        }
        server.destroy();
        assertThat(settings.directory()).doesNotExist();
        server.destroy();
    }

    @Test
    void isNotTakenForAnotherProcessThatGotItsNumber() throws Exception {
        var settings = servers.settings("16");
        var server = servers.started(settings);
        server.stop();
        var pidFile = settings.directory().resolve("data/postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + Confinement.DATA + "\n1700000000\n");

        assertThat(server.process()).isEmpty();
        server.start();

        assertThat(server.process()).isPresent();
    }

    @Test
    void followsItsSettings() throws Exception {
        var settings = servers.settings("16");
        var server = servers.started(settings);
        var process = server.process();

        var renamed = Servers.with(settings, "16", "another", 256, List.of("pg_trgm", "uuid-ossp"));
        assertThat(servers.started(settings).process()).isEqualTo(process);
        assertThat(servers.started(renamed).process()).isEqualTo(process);
        try (var connection = Servers.connect(renamed)) {
            assertThat(Servers.ask(connection,
                    "SELECT similarity('word', 'words') > 0.5 AND uuid_generate_v4() IS NOT NULL"))
                    .isEqualTo("t");
        }
        assertThatThrownBy(() -> Servers.connect(settings)).hasMessageContaining("password");

        var larger = Servers.with(renamed, "16", "another", 512, List.of());
        assertThat(servers.started(larger).process()).isNotEqualTo(process);
        try (var connection = Servers.connect(larger)) {
            assertThat(Servers.ask(connection, "SHOW shared_buffers")).isEqualTo("128MB");
        }
    }

    @Test
    void refusesDataOfAnotherMajor() throws Exception {
        var settings = servers.settings("16");
        servers.started(settings).stop();

        var newer = servers.server(Servers.with(settings, "17", "x", 256, List.of()));

        assertThatThrownBy(newer::start).isInstanceOf(PostgresException.class).hasMessageContaining("by PostgreSQL 16")
                .hasMessageContaining("cannot be read by 17");
        servers.started(settings);
    }

    @Test
    void tellsWhichExtensionsThereAre() throws Exception {
        var server = servers.server(Servers.with(servers.settings("16"), "16", "x", 256, List.of("hstore", "vector")));

        assertThatThrownBy(server::start).isInstanceOf(PostgresException.class)
                .hasMessageStartingWith("This PostgreSQL 16 has no extension vector. It has: ")
                .hasMessageContaining("hstore, ").hasMessageContaining("pg_trgm, ");
    }

    @Test
    void tellsThatItsPortIsTaken() throws Exception {
        var settings = servers.settings("16");
        try (var _ = new ServerSocket(settings.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var server = servers.server(settings);

            assertThatThrownBy(server::start).isInstanceOf(PostgresException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + settings.port())
                    .hasMessageContaining("ss -ltnp");
            assertThat(server.process()).isEmpty();
        }
    }

    @Test
    void tellsWhichMajorsThereAre() throws Exception {
        var server = servers.server(servers.settings("12"));

        assertThatThrownBy(server::start).isInstanceOf(PostgresException.class)
                .hasMessageContaining("15, 16, 17 and 18")
                .hasMessageContaining("apt install postgresql-12");
        assertThat(server.version()).isEqualTo("PostgreSQL 12");
    }

    @Test
    void neverTakesAHalfMadeClusterForAWholeOne() throws Exception {
        var settings = servers.settings("16");
        var half = Files.createDirectories(settings.directory().resolve("data.partial/base"));
        Files.writeString(half.resolveSibling("PG_VERSION"), "16\n");

        servers.started(settings);

        assertThat(half).doesNotExist();
        try (var connection = Servers.connect(settings)) {
            assertThat(Servers.ask(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws Exception {
        var settings = servers.settings("16");
        Files.createDirectories(settings.directory().resolve("data/photos"));
        var server = servers.server(settings);

        assertThatThrownBy(server::start).isInstanceOf(PostgresException.class)
                .hasMessageContaining("no Postgres data");
    }

    @Test
    void showsItsPasswordsToNobody() throws Exception {
        var settings = servers.settings("16");
        var server = servers.started(settings);
        try (var connection = Servers.connect(settings)) {
            assertThatThrownBy(() -> Servers.run(connection, "SELECT 1/0")).isInstanceOf(SQLException.class);
        }
        var file = settings.directory().resolve("superuser");
        var password = Files.readString(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.log()))).isEqualTo("rw-------");
        assertThat(settings.toString()).doesNotContain(Servers.PASSWORD);
        assertThat(server.log()).content().contains("division by zero").doesNotContain("w0rd").doesNotContain(password);
        var process = server.process().orElseThrow();
        assertThat(Files.readString(java.nio.file.Path.of("/proc/" + process.pid() + "/cmdline")))
                .doesNotContain("w0rd")
                .doesNotContain(password);
        try (var admin = Servers.connect(settings, Cluster.SUPERUSER, password, "postgres")) {
            assertThat(
                    Servers.ask(admin, "SELECT bool_and(rolpassword LIKE 'SCRAM%') FROM pg_authid WHERE rolcanlogin"))
                    .isEqualTo("t");
        }
    }

    @Test
    void reportsEveryFaultOfItsSettingsAtOnce() {
        assertThatThrownBy(() -> new PostgresSettings(java.nio.file.Path.of("x"), java.nio.file.Path.of("x"), "9.6",
                "db.internal", -1, "pg_me", "", "postgres", 8, List.of(""), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the major version must be two digits, not 9.6; "
                        + "the address must be an IP address, not db.internal; the port must be from 1 to 65535, not -1; "
                        + "Postgres needs 16 MiB of memory or more, not 8; not a name for an account: pg_me; "
                        + "not a name for a database of its own: postgres; the password must be some plain characters; "
                        + "not an extension: ");
    }
}
