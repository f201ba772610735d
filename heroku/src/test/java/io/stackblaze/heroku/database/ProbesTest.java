package io.stackblaze.heroku.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ProbesTest {
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var each : statements) {
                statement.execute(each);
            }
        }
    }

    private static String dump(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("""
                select (select string_agg(nspname, ',' order by 1) from pg_namespace where nspname !~ 'temp')
                    || (select count(*) from pg_class) || ' ' || (select count(*) from pg_proc)
                    || ' ' || (select count(*) from pg_trigger) || ' ' || (select count(*) from pg_largeobject_metadata)
                    || ' ' || (select count(*) from pg_replication_slots)""")) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    @Test
    void aPostgresTellsWhatItIsAndWhatItsRoleMayDoAndIsLeftAsItWas() throws Exception {
        var folder = Files.createTempDirectory("heroku probe");
        int port = freePort();
        var settings = new PostgresSettings(folder.resolve("db"), Path.of("target/postgres").toAbsolutePath(), "16",
                "127.0.0.1", port, "u4p", "p'a%ss #", "shop", 64, List.of(), OptionalInt.empty());
        var server = new PostgresServer(settings);
        try {
            server.start();
            try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/shop", "u4p",
                    "p'a%ss #")) {
                run(connection, "create table orders (id bigint primary key, total int)",
                        "insert into orders select n, n from generate_series(1, 500) n", "create table log (line text)",
                        "create unlogged table sessions (id int)", "create schema audit",
                        "create table audit.entry (id int not null unique)", "create extension if not exists hstore",
                        "create materialized view totals as select sum(total) from orders", "select lo_create(0)",
                        "analyze");
                var before = dump(connection);

                var facts = PostgresProbe.ask("postgres://u4p:p%27a%25ss%20%23@127.0.0.1:" + port + "/shop");

                assertThat(dump(connection)).isEqualTo(before);
                assertThat(facts.version()).startsWith("16.");
                assertThat(facts.tables()).extracting(PostgresFacts.Table::name).contains("orders", "log",
                        "audit.entry");
                assertThat(facts.tables()).filteredOn(table -> !table.keyed()).extracting(PostgresFacts.Table::name)
                        .containsExactlyInAnyOrder("log", "sessions");
                assertThat(facts.tables().getFirst().rows()).isEqualTo(500);
                assertThat(facts.extensions()).containsExactly("hstore");
                assertThat(facts.oddities()).contains("unlogged table public.sessions",
                        "materialized view public.totals");
                assertThat(facts.largeObjects()).isEqualTo(1);
                assertThat(facts.may(PostgresAbility.CAPTURE)).as(facts.abilities().toString()).isTrue();
                assertThat(facts.may(PostgresAbility.OWNER)).isTrue();
                assertThat(facts.may(PostgresAbility.SNAPSHOT)).isTrue();
                assertThat(facts.may(PostgresAbility.REPLICATION)).isFalse();
                assertThat(facts.may(PostgresAbility.EVENT_TRIGGERS)).isFalse();
                assertThat(facts.connectionLimit()).isPositive();
            }
            var refused = catchThrowableOfType(ProbeException.class,
                    () -> PostgresProbe.ask("postgres://u4p:rotated@127.0.0.1:" + port + "/shop"));
            assertThat(refused.isRefused()).isTrue();
            assertThat(refused.message()).doesNotContain("rotated");
        } finally {
            server.destroy();
        }
    }

    @Test
    void aRedisTellsItsMemoryItsPolicyAndItsKeys() throws Exception {
        var folder = Files.createTempDirectory("heroku probe");
        int port = freePort();
        var server = new RedisServer(new RedisSettings(folder.resolve("db"), folder.resolve("binaries"), "7",
                "127.0.0.1", port, "se:cret+", 16, "volatile-lru", "aof", OptionalInt.empty()));
        try {
            server.start();

            var facts = KeyValueProbe.ask("redis://h:se%3Acret+@127.0.0.1:" + port);

            assertThat(facts.policy()).isEqualTo("volatile-lru");
            assertThat(facts.limitBytes()).isEqualTo(16 << 20);
            assertThat(facts.keys()).isZero();
            assertThat(facts.persistence()).isTrue();
            var refused = catchThrowableOfType(ProbeException.class,
                    () -> KeyValueProbe.ask("redis://:wrong@127.0.0.1:" + port));
            assertThat(refused.isRefused()).isTrue();
        } finally {
            server.destroy();
        }
    }

    @Test
    void anAddressThatLeadsNowhereIsToldWithoutItsPassword() {
        for (var url : List.of("postgres://u:hunter2@127.0.0.1:1/db", "postgres://u:hunter2@", "nonsense")) {
            assertThat(catchThrowableOfType(ProbeException.class, () -> PostgresProbe.ask(url)).message())
                    .doesNotContain("hunter2");
        }
        assertThat(catchThrowableOfType(ProbeException.class,
                () -> KeyValueProbe.ask("rediss://:hunter2@127.0.0.1:1")).message()).doesNotContain("hunter2");
    }
}
