package io.stackblaze.heroku.emulator;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Real servers behind add-ons let their users do what Heroku's do, and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveDatastoresTest {
    private static final String SCENARIO = """
            {"apps": [{"name": "live-shop", "addons": [
              {"name": "pg-live", "plan": "heroku-postgresql:essential-0", "as": ["DATABASE"], "version": "16",
               "live": true, "settings": {"temp_tablespaces": "ephemeral", "statement_timeout": "30s"},
               "credentials": ["reader"]},
              {"name": "pg-ext", "plan": "heroku-postgresql:standard-0", "as": ["EXTENDED"], "version": "15",
               "live": true, "extension_schema": "heroku_ext", "extensions": ["citext"]},
              {"name": "redis-live", "plan": "heroku-redis:mini", "as": ["REDIS"], "live": true}]}]}
            """;

    private final Path folder;
    private final HerokuEmulator emulator;

    LiveDatastoresTest() throws Exception {
        folder = Files.createTempDirectory("emulator");
        var binaries = Files.createDirectories(Path.of(System.getProperty("stackblaze.test.cache"), "postgres"));
        emulator = HerokuEmulator.start(Scenario.read(SCENARIO),
                Options.live(folder, binaries, Path.of("")));
    }

    @AfterAll
    void end() throws Exception {
        emulator.close();
        assertThat(folder).isEmptyDirectory();
        Files.delete(folder);
    }

    @Test
    void the_address_is_in_the_config_and_nothing_but_tls_is_taken() throws Exception {
        try (var connection = connect("DATABASE_URL", "require")) {
            assertThat(ask(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).isEqualTo("t");
        }
        assertThatThrownBy(() -> connect("DATABASE_URL", "disable")).isInstanceOf(SQLException.class)
                .hasMessageContaining("no pg_hba.conf entry");
    }

    @Test
    void nobody_can_verify_the_certificate() {
        assertThatThrownBy(() -> connect("DATABASE_URL", "verify-full")).isInstanceOf(SQLException.class);
    }

    @Test
    void the_owner_has_no_privilege_over_the_server() throws Exception {
        try (var connection = connect("DATABASE_URL", "require")) {
            assertThat(ask(connection, """
                    SELECT concat_ws(',', rolsuper, rolreplication, rolcreatedb, rolcreaterole, rolconnlimit)
                    FROM pg_roles WHERE rolname = current_user""")).isEqualTo("f,f,f,f,20");
            for (String forbidden : List.of("ALTER SYSTEM SET wal_level = 'logical'",
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "CREATE PUBLICATION p FOR ALL TABLES", "SET session_replication_role = replica")) {
                assertThatThrownBy(() -> run(connection, forbidden)).as(forbidden).isInstanceOf(SQLException.class);
            }
            run(connection, "CREATE TABLE mine (id int PRIMARY KEY)");
            run(connection, "CREATE SCHEMA own");
            run(connection, "CREATE TEMPORARY TABLE t (id int)");
            run(connection, "DROP TABLE mine");
        }
    }

    @Test
    void herokus_own_schema_and_event_triggers_are_there() throws Exception {
        try (var connection = connect("DATABASE_URL", "require")) {
            run(connection, "CREATE EXTENSION IF NOT EXISTS hstore");
            assertThat(ask(connection, "SELECT count(*) FROM pg_event_trigger")).isEqualTo("4");
            assertThatThrownBy(() -> run(connection, "SELECT * FROM _heroku.extension_log"))
                    .hasMessageContaining("permission denied for schema _heroku");
            assertThat(ask(connection, "SHOW temp_tablespaces")).isEqualTo("ephemeral");
            assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("30s");
        }
    }

    @Test
    void extensions_may_be_in_a_schema_of_their_own() throws Exception {
        try (var connection = connect("EXTENDED_URL", "require")) {
            assertThat(ask(connection, """
                    SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
                    WHERE extname = 'citext'""")).isEqualTo("heroku_ext");
            run(connection, "CREATE TABLE words (word citext)");
            assertThat(ask(connection, "SHOW search_path")).contains("heroku_ext");
            assertThat(ask(connection, "SHOW server_version")).startsWith("15.");
        }
    }

    @Test
    void another_credential_reads_alone() throws Exception {
        var credential = Client.of(emulator).json("/postgres/v0/databases/pg-live/credentials/reader")
                .path("credentials").get(0);
        var url = URI.create(config("DATABASE_URL"));
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + url.getPort() + url.getPath() + "?sslmode=require",
                credential.path("user").asString(), credential.path("password").asString())) {
            assertThat(ask(connection, "SELECT current_user")).isEqualTo("reader");
            assertThatThrownBy(() -> run(connection, "CREATE SCHEMA other")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_rotated_password_ends_the_old_one() throws Exception {
        var before = config("EXTENDED_URL");
        emulator.rotate("pg-ext");
        assertThat(config("EXTENDED_URL")).isNotEqualTo(before);
        try (var connection = connect("EXTENDED_URL", "require")) {
            assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
        }
        assertThatThrownBy(() -> open(before, "require")).hasMessageContaining("password authentication failed");
    }

    @Test
    void what_the_data_api_tells_is_so() throws Exception {
        var told = Client.of(emulator).json("/client/v11/databases/pg-live");
        assertThat(told.path("resource_url").asString()).isEqualTo(config("DATABASE_URL"));
        assertThat(told.path("num_bytes").asLong()).isPositive();
        try (var connection = connect("DATABASE_URL", "require")) {
            var version = ask(connection, "SHOW server_version").split(" ", 2)[0];
            assertThat(told.path("info").valueStream().map(Object::toString))
                    .anyMatch(row -> row.contains("PG Version") && row.contains("[\"" + version));
        }
    }

    @Test
    void redis_is_reached_by_tls_and_has_no_config_command() throws Exception {
        var uri = RedisURI.create(config("REDIS_URL"));
        uri.setVerifyPeer(SslVerifyMode.NONE);
        try (var client = RedisClient.create(uri); var connection = client.connect()) {
            var redis = connection.sync();
            redis.set("greeting", "hello");
            assertThat(redis.get("greeting")).isEqualTo("hello");
            assertThatThrownBy(() -> redis.configGet("*")).isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("unknown command");
        }
        assertThat(Client.of(emulator).json("/redis/v0/databases/redis-live").path("resource_url").asString())
                .isEqualTo(config("REDIS_URL")).startsWith("rediss://:");
        assertThat(emulator.account().addon("redis-live").datastore().figures().tables()).isEqualTo(1);
    }

    @Test
    void key_events_are_told_once_the_api_was_asked_for_them() throws Exception {
        var uri = RedisURI.create(config("REDIS_URL"));
        uri.setVerifyPeer(SslVerifyMode.NONE);
        var told = new CopyOnWriteArrayList<String>();
        try (var client = RedisClient.create(uri);
                var listening = client.connectPubSub();
                var connection = client.connect()) {
            listening.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void message(String pattern, String channel, String message) {
                    told.add(message);
                }
            });
            listening.sync().psubscribe("__keyevent@*__:set");
            connection.sync().set("before", "1");
            var changed = Client.of(emulator).send("PATCH", "/redis/v0/databases/redis-live/config",
                    "{\"notify_keyspace_events\": \"KEA\"}");
            assertThat(changed.statusCode()).isEqualTo(200);
            connection.sync().set("after", "1");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(told).containsExactly("after"));
            connection.sync().del("before", "after");
        }
    }

    private String config(String key) throws Refusal {
        synchronized (emulator.account()) {
            return String.valueOf(emulator.account().app("live-shop").config().get(key));
        }
    }

    private Connection connect(String key, String sslmode) throws SQLException, Refusal {
        return open(config(key), sslmode);
    }

    private static Connection open(String address, String sslmode) throws SQLException {
        var url = URI.create(address);
        var user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath()
                + "?sslmode=" + sslmode, user[0], user[1]);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
