package io.stackblaze.server.recovery;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.postgres.backup.storage.BackupKey;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.sandbox.Trees;
import io.stackblaze.server.TestApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The machine is gone. What is left is the place of the backups, and a copy of their key. */
class RecoveryTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");
    private static final String BLUEPRINT = """
            name: shop
            services:
              web:
                type: web
                build: .
                start: python3 -m http.server $PORT
                env:
                  DATABASE_URL: {from_service: db, property: connection_string}
                  REDIS_URL: {from_service: cache, property: connection_string}
              db:
                type: postgres
                version: "16"
              cache:
                type: redis
                version: "7"
            """;

    @TempDir
    Path folder;

    @Test
    void aWholeInstallationComesBackFromItsBackupsAndTheirKey() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = folder.resolve("home");
        var key = folder.resolve("my copy of the key");
        try (var lost = new Installation(home, folder.resolve("vault")).start()) {
            fill(lost, home);
            Files.copy(home.resolve("keys/backup.json"), key, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Trees.delete(home);

        try (var found = new Installation(home, folder.resolve("vault"))) {
            refusesWhatCannotBe(found, home, key);
            var restored = found.restore(key, home);
            assertThat(restored.said()).contains("The own database is back", "db of shop/production is back",
                    "cache of shop/production is back", "All is back");
            assertThat(restored.code()).isZero();
            assertThat(found.restore(key, home).said()).contains("is not empty, and nothing is overwritten");

            found.start();
            var api = found.api();
            assertThat(api.get(SHOP + "/variables").text()).contains("PAYMENT_KEY");
            assertThat(row(api)).isEqualTo("42");
            assertThat(basket(api)).isEqualTo("three apples");
            await().atMost(SOON).ignoreExceptions().until(() -> found.page("web.shop.localhost").contains("the shop"));
        }
    }

    private static void refusesWhatCannotBe(Installation found, Path home, Path key) throws Exception {
        var other = key.resolveSibling("other key");
        BackupKey.open(other);
        assertThat(found.restore(other, home).said()).contains("were encrypted with key", "but this is key");
        assertThat(found.restore(key.resolveSibling("none"), home).said()).contains("There is no key in");
        assertThat(found.restore(key, home.resolveSibling("elsewhere")).said())
                .contains("This installation lived in " + home);
        assertThat(home).doesNotExist();
    }

    private void fill(Installation installation, Path home) throws Exception {
        var api = installation.api();
        api.patch(SHOP + "/variables", Map.of("set", List.of(
                Map.of("name", "PAYMENT_KEY", "value", "sk-1234567", "secret", true))));
        var source = api.upload(Map.of("index.html", "the shop", "Procfile", "web: python3 -m http.server $PORT\n"));
        var deployed = api.finished(api.post(SHOP + "/deployments", Map.of("blueprint", BLUEPRINT, "source", source))
                .json());
        assertThat(deployed.path("state").asString()).as(deployed.toString()).isEqualTo("succeeded");
        var done = Instant.now();
        try (var engine = installation.engine()) {
            for (var service : List.of("db", "cache")) {
                await().atMost(SOON).until(
                        () -> engine.backups(PRODUCTION, service).state() == BackupReport.State.HEALTHY);
            }
            try (var connection = DriverManager.getConnection(jdbc(api)); var sql = connection.createStatement()) {
                sql.execute("create table orders as select 42 as id");
            }
            try (var redis = redis(api)) {
                redis.ask(Command.of("SET", "basket", "three apples")).checked();
            }
            engine.backUp(PRODUCTION, "db");
            engine.backUp(PRODUCTION, "cache");
        }
        var kept = folder.resolve("vault/_installation");
        await().atMost(SOON).until(() -> newest(kept.resolve("store")).isAfter(done.plusSeconds(2))
                && newest(kept.resolve("files")).isAfter(newest(home.resolve("node/state")))
                && newest(kept.resolve("parts")).isAfter(Instant.EPOCH));
        await().atMost(SOON).until(() -> api.get("/api/v1/doctor").text()
                .contains("its backups are kept in " + folder.resolve("vault")));
        assertThat(home.resolve("builds/builds")).isNotEmptyDirectory();
    }

    private static Instant newest(Path below) throws Exception {
        try (var files = Files.exists(below) ? Files.walk(below) : Stream.<Path>of()) {
            return files.filter(Files::isRegularFile).map(file -> file.toFile().lastModified()).max(Long::compare)
                    .map(Instant::ofEpochMilli).orElse(Instant.EPOCH);
        }
    }

    private static String row(TestApi api) throws Exception {
        try (var connection = DriverManager.getConnection(jdbc(api));
                var rows = connection.createStatement().executeQuery("select id from orders")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static String basket(TestApi api) throws Exception {
        try (var redis = redis(api)) {
            return redis.ask(Command.of("GET", "basket")).text();
        }
    }

    private static Connection redis(TestApi api) throws Exception {
        return RedisEndpoint.parse(url(api, "cache")).connect(Duration.ofSeconds(10));
    }

    private static String jdbc(TestApi api) throws Exception {
        var url = URI.create(url(api, "db"));
        var account = url.getUserInfo().split(":");
        return "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath() + "?user=" + account[0]
                + "&password=" + account[1];
    }

    private static String url(TestApi api, String service) throws Exception {
        return await().atMost(SOON).until(
                () -> api.post(SHOP + "/datastores/" + service + "/connection", Map.of()).json().path("url")
                        .asString(""),
                url -> !url.isEmpty());
    }
}
