package io.stackblaze.server.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

/** What people can do with the backups of a database. */
class BackupRoutesTest {
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");
    private static final EnvironmentId STAGING = new EnvironmentId("shop", "staging");
    private static final String DB = SHOP + "/datastores/db";

    private TestServer server;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
        api = server.api();
        api.patch(SHOP + "/variables", Map.of("set", List.of(
                Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret", true))));
        api.finished(api.post(SHOP + "/deployments", Map.of("blueprint", TestSource.FULL_SHOP, "source",
                api.upload(TestSource.PROCFILE_APP))).json());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsWhatCanBeRestored() throws Exception {
        var report = api.get(DB + "/backups").json();
        assertThat(report.path("state").asString()).isEqualTo("healthy");
        assertThat(report.path("ranges").path(0).path("from").asString()).endsWith("Z");
        assertThat(report.path("proof").path("tables").intValue()).isEqualTo(12);
        assertThat(api.get(SHOP + "/datastores/nothing/backups").status()).isEqualTo(404);
    }

    @Test
    void takesAndProvesBackupsAsOperationsAndNamesMoments() throws Exception {
        var taken = api.finished(api.post(DB + "/backups", Map.of()).json());
        assertThat(taken.path("state").asString()).isEqualTo("succeeded");
        assertThat(taken.path("steps").path(0).path("detail").asString()).isEqualTo("64 MB, kept as 8 MB");
        var proved = api.finished(api.post(DB + "/proofs", Map.of()).json());
        assertThat(proved.path("steps").path(0).path("detail").asString()).contains("12 tables", "3400 rows");
        var marked = api.post(DB + "/points", Map.of("label", "before migration 42"));
        assertThat(marked.status()).isEqualTo(201);
        assertThat(marked.json().path("points").valueStream().map(point -> point.path("label").asString()))
                .containsExactly("before release 1", "before migration 42");
    }

    @Test
    void restoresBesideTheSourceAndTheCopyCanBeDestroyed() throws Exception {
        var restored = api.finished(
                api.post(DB + "/restore", Map.of("as", "db-then", "at", "2026-11-23 11:15:00+01:00")).json());
        assertThat(restored.path("state").asString()).isEqualTo("succeeded");
        assertThat(restored.path("result").path("service").asString()).isEqualTo("db-then");
        assertThat(server.engine().data(PRODUCTION)).contains("db", "db-then");
        var destroyed = api.finished(api.delete(SHOP + "/datastores/db-then", Map.of("confirm", "db-then")).json());
        assertThat(destroyed.path("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void ofRedisTheLogSaysWhichFullCopyATimeMeant() throws Exception {
        var at = Instant.now().toString();
        var order = api.post(SHOP + "/datastores/cache/restore", Map.of("as", "cache-then", "at", at));
        var restored = api.finished(order.json());
        assertThat(restored.path("state").asString()).isEqualTo("succeeded");
        assertThat(api.events("GET", "/api/v1/operations/" + restored.path("id").asString() + "/events", "", "end")
                .toString())
                .contains("cache is kept as full copies. This is the one of", "the newest at or before " + at);
    }

    @Test
    void refusesMomentsWithoutATimeZoneAndNamesThatExist() throws Exception {
        var local = api.post(DB + "/restore", Map.of("as", "db-then", "at", "2026-11-23 10:15:00"));
        assertThat(local.status()).isEqualTo(422);
        assertThat(local.text()).contains("no moment with a time zone");
        var both = api.post(DB + "/restore",
                Map.of("as", "db-then", "at", "2026-11-23T10:15:00Z", "point", "before migration 42"));
        assertThat(both.status()).isEqualTo(422);
        var taken = api.post(DB + "/restore", Map.of("as", "web"));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text()).contains("never overwrites");
    }

    @Test
    void aRestoreKeepsNoDeploymentWaitingAndOneThatTakesAllAwayWaitsForIt() throws Exception {
        var gate = new CountDownLatch(1);
        server.engine().holdRestores(gate);
        var restore = api.post(DB + "/restore", Map.of("as", "db-then")).json();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(
                () -> api.get("/api/v1/operations/" + restore.path("id").asString()).json().path("state").asString()
                        .equals("running"));
        var deployed = api.finished(api.post(SHOP + "/deployments", Map.of("blueprint", TestSource.FULL_SHOP, "source",
                api.upload(TestSource.PROCFILE_APP))).json());
        assertThat(deployed.path("state").asString()).isEqualTo("succeeded");
        var down = api.post(SHOP + "/down", Map.of()).json();
        assertThat(down.path("waiting_for").asString()).isEqualTo(restore.path("id").asString());
        gate.countDown();
        assertThat(api.finished(restore).path("state").asString()).isEqualTo("succeeded");
        assertThat(api.finished(down).path("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void aForkIsANewDatabaseOfAnotherEnvironmentWithAPasswordOfItsOwn() throws Exception {
        staging();
        var order = Map.of("as", "db-fork", "into", "staging");
        var plan = api.post(DB + "/restore", with(order, "plan", true)).json().path("changes").toString();
        assertThat(plan).contains("shop/staging gets a new datastore db-fork: db of shop/production, as it was at 20",
                "needs 101 MB of disk at first; 10240 MB are free", "a password of its own");
        assertThat(server.engine().data(STAGING)).doesNotContain("db-fork");

        var forked = api.finished(api.post(DB + "/restore", order).json());

        assertThat(forked.path("state").asString()).isEqualTo("succeeded");
        assertThat(forked.path("environment").asString()).isEqualTo("staging");
        assertThat(server.engine().data(STAGING)).contains("db-fork");
        assertThat(server.engine().calls()).contains("restore shop/production db as shop/staging db-fork");
        var again = api.post(DB + "/restore", order);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("exists already in shop/staging", "db swap");
        assertThat(api.post(DB + "/restore", Map.of("as", "db", "into", "nowhere")).status()).isEqualTo(404);
    }

    @Test
    void aForkThatFailsLeavesNothingBehind() throws Exception {
        staging();
        server.engine().refuseRestores("The vault does not open.");
        var failed = api.finished(api.post(DB + "/restore", Map.of("as", "db-fork", "into", "staging")).json());
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("error").path("detail").asString()).isEqualTo("The vault does not open.");
        assertThat(api.get("/api/v1/projects/shop/environments/staging/datastores").text()).doesNotContain("db-fork");
    }

    @Test
    void whatHasNoRoomIsRefusedBeforeItBeginsWithBothFigures() throws Exception {
        server.engine().freeBytes(60L << 20);
        var refused = api.post(DB + "/restore", Map.of("as", "db-then"));
        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.text()).contains("needs 101 MB of disk, and 60 MB are free");
        var future = api.post(DB + "/restore", Map.of("as", "db-then", "at", "2099-01-01T00:00:00Z"));
        assertThat(future.status()).isEqualTo(422);
        assertThat(future.text()).contains("in the future");
    }

    private void staging() throws Exception {
        var staging = "/api/v1/projects/shop/environments/staging";
        api.patch(staging + "/variables", Map.of("set", List.of(
                Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret", true))));
        var deployed = api.finished(api.post(staging + "/deployments", Map.of("blueprint", TestSource.FULL_SHOP,
                "source", api.upload(TestSource.PROCFILE_APP))).json());
        assertThat(deployed.path("state").asString()).isEqualTo("succeeded");
    }

    private static Map<String, Object> with(Map<String, String> order, String name, Object value) {
        var more = new HashMap<String, Object>(order);
        more.put(name, value);
        return more;
    }
}
