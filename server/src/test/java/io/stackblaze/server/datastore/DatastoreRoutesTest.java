package io.stackblaze.server.datastore;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.postgres.PostgresServer;
import io.stackblaze.postgres.PostgresSettings;
import io.stackblaze.redis.RedisServer;
import io.stackblaze.redis.RedisSettings;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

/** What people can know of a database, asked of real ones. */
class DatastoreRoutesTest {
    private TestServer server;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
        api = server.api();
        api.patch(SHOP + "/variables", Map.of("set", List.of(
                Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret", true))));
        api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDatabaseThatDoesNotRunIsListedWithoutItsSizeAndSaysWhy() throws Exception {
        var list = api.get(SHOP + "/datastores").json().path("items");
        assertThat(list.valueStream().map(one -> one.path("service").asString())).containsExactly("cache", "db");
        assertThat(list.path(1).path("backups").asString()).isEqualTo("healthy");
        assertThat(list.path(1).has("bytes")).isFalse();
        var one = api.get(SHOP + "/datastores/db").json();
        assertThat(one.path("window_days").intValue()).isEqualTo(7);
        assertThat(one.path("problem").asString()).startsWith("db does not answer");
        assertThat(api.get(SHOP + "/datastores/nothing").status()).isEqualTo(404);
        assertThat(api.post(SHOP + "/datastores/nothing/connection").status()).isEqualTo(404);
    }

    @Test
    void aPostgresSaysHowItIsAndHowToSignInToItWhichIsRecorded(@TempDir Path folder) throws Exception {
        int port = freePort();
        server.engine().reachWith((_, service) -> service.equals("db")
                ? Optional.of(new Engine.Reach("127.0.0.1", port))
                : Optional.empty());
        var signIn = api.post(SHOP + "/datastores/db/connection").json();
        var password = signIn.path("password").asString();
        assertThat(signIn.path("url").asString())
                .isEqualTo("postgres://app:" + password + "@127.0.0.1:" + port + "/app");
        assertThat(TestDatabase.dump(server.database())).contains("datastores/db/connection").doesNotContain(password);
        var cache = Path.of(System.getProperty("stackblaze.test.cache", folder.toString())).resolve("postgres");
        var postgres = new PostgresServer(new PostgresSettings(folder.resolve("db"), cache, "18", "127.0.0.1", port,
                "app", password, "app", 64, List.of(), OptionalInt.empty()));
        try {
            postgres.start();
            try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), "app", password);
                    var statement = connection.createStatement()) {
                statement.execute("create table orders (id int primary key)");
                statement.execute("insert into orders select generate_series(1, 1000)");
                statement.execute("set application_name = 'secret-word'");
                var facts = api.get(SHOP + "/datastores/db").json().path("postgres");
                assertThat(facts.path("tables").intValue()).isEqualTo(1);
                assertThat(facts.path("indexes").intValue()).isEqualTo(1);
                assertThat(facts.path("connections").intValue()).isGreaterThanOrEqualTo(1);
                assertThat(facts.path("bytes").longValue()).isGreaterThan(1 << 20);
                assertThat(facts.path("statements").valueStream().map(one -> one.path("query").asString()))
                        .contains("insert into orders select generate_series($1, $2)")
                        .noneMatch(query -> query.contains("secret-word"));
            }
        } finally {
            postgres.destroy();
        }
    }

    @Test
    void twoDatabasesAreSwappedInOneReleaseAndSwappedBack() throws Exception {
        api.finished(api.post(SHOP + "/datastores/db/restore", Map.of("as", "db-then")).json());
        var plan = api.post(SHOP + "/datastores/db/swap", Map.of("with", "db-then", "plan", true)).json();
        assertThat(plan.path("changes").valueStream().map(line -> line.asString()))
                .containsExactly("web: DATABASE_URL leads to db-then");
        assertThat(database()).contains("@db.internal:5432");

        var swapped = api.finished(api.post(SHOP + "/datastores/db/swap", Map.of("with", "db-then")).json());
        assertThat(swapped.path("state").asString()).as(swapped.toString()).isEqualTo("succeeded");
        assertThat(swapped.path("result").path("release").intValue()).isEqualTo(2);
        assertThat(database()).contains("@db-then.internal:5432");
        assertThat(api.delete(SHOP + "/datastores/db-then", Map.of("confirm", "db-then")).detail())
                .isEqualTo("The connection strings of db lead to db-then.");
        api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
        assertThat(database()).contains("@db-then.internal:5432");

        server.engine().failWhen(service -> service.name().equals("web"));
        var failed = api.finished(api.post(SHOP + "/datastores/db-then/swap", Map.of("with", "db")).json());
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(database()).contains("@db-then.internal:5432");
        server.engine().failWhen(_ -> false);
        api.finished(api.post(SHOP + "/datastores/db-then/swap", Map.of("with", "db")).json());
        assertThat(database()).contains("@db.internal:5432");

        assertThat(api.post(SHOP + "/datastores/db/swap", Map.of("with", "cache")).status()).isEqualTo(422);
        assertThat(api.post(SHOP + "/datastores/db/swap", Map.of("with", "nothing")).status()).isEqualTo(404);
    }

    private String database() {
        var web = server.engine().wanted(new EnvironmentId("shop", "production")).orElseThrow().service("web")
                .orElseThrow();
        return ((WebSpec) web).workload().env().getOrDefault("DATABASE_URL", "");
    }

    @Test
    void aRedisSaysHowItIs(@TempDir Path folder) throws Exception {
        int port = freePort();
        server.engine().reachWith((_, service) -> service.equals("cache")
                ? Optional.of(new Engine.Reach("127.0.0.1", port))
                : Optional.empty());
        var signIn = api.post(SHOP + "/datastores/cache/connection").json();
        var redis = new RedisServer(new RedisSettings(folder.resolve("cache"), folder.resolve("binaries"), "7",
                "127.0.0.1", port, signIn.path("password").asString(), 64, "noeviction", "aof", OptionalInt.empty()));
        try {
            redis.start();
            var facts = api.get(SHOP + "/datastores/cache").json().path("redis");
            assertThat(facts.path("keys").intValue()).isZero();
            assertThat(facts.path("max_bytes").longValue()).isPositive();
            assertThat(facts.path("eviction").asString()).isEqualTo("noeviction");
        } finally {
            redis.destroy();
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
