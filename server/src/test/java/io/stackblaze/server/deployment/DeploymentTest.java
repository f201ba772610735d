package io.stackblaze.server.deployment;

import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.BackupWindow;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.FakeEngine;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

class DeploymentTest {
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");

    private TestServer server;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDeploymentBuildsReleasesAndSwitches() throws Exception {
        var api = server.api();
        var done = api.finished(api.deploy("shop", TestSource.SHOP, TestSource.PROCFILE_APP));
        assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("succeeded");
        assertThat(done.path("result").path("release").intValue()).isEqualTo(1);
        assertThat(done.path("result").path("urls").path("web").asString())
                .isEqualTo("http://web.shop.localhost:8080");
        assertThat(done.path("steps").valueStream().map(step -> step.path("name").asString()))
                .containsExactly("plan", "fetch", "build web, worker, totals", "release", "datastores", "start",
                        "health web", "health worker", "switch");
        var web = (WebSpec) server.engine().wanted(PRODUCTION).orElseThrow().service("web").orElseThrow();
        assertThat(web.hostnames()).containsExactly("web.shop.localhost");
        assertThat(web.workload().command()).isEqualTo("./serve");
        assertThat(web.workload().env()).containsEntry("STACKBLAZE_ENV", "production")
                .containsEntry("HEROKU_RELEASE_VERSION", "v1").containsKey("PATH");
        assertThat(api.get(SHOP).json().path("state").asString()).isEqualTo("live");
    }

    @Test
    void whatTheFileSaysOfBackupsReachesTheEngine() throws Exception {
        var api = server.api();
        api.finished(api.deploy("shop", TestSource.SHOP
                + "  db: {type: postgres, backup: {window_days: 30, at: \"04:15\"}}\n  cache: {type: redis}\n",
                TestSource.PROCFILE_APP));
        var wanted = server.engine().wanted(PRODUCTION).orElseThrow();
        assertThat(wanted.service("db")).get().extracting("backup")
                .isEqualTo(new BackupWindow(30, LocalTime.of(4, 15)));
        assertThat(wanted.service("cache")).get().extracting("backup").isEqualTo(BackupWindow.USUAL);
    }

    @Test
    void theMomentBeforeAPreDeployCommandGetsAName() throws Exception {
        var api = server.api();
        api.patch(SHOP + "/variables",
                Map.of("set", List.of(Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret", true))));
        var order = new ArrayList<List<String>>();
        server.engine().runWith(_ -> {
            order.add(server.engine().backups(PRODUCTION, "db").points().stream().map(BackupReport.Point::label)
                    .toList());
            return new FakeEngine.Result(0, List.of());
        });
        api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
        api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
        assertThat(order).containsExactly(List.of("before release 1"), List.of("before release 1", "before release 2"));
        assertThat(server.engine().backups(PRODUCTION, "cache").points()).isEmpty();

        server.engine().refusePoints("There are no backups of db yet.");
        var done = api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
        assertThat(done.path("state").asString()).isEqualTo("succeeded");
        var log = api.events("GET", "/api/v1/operations/" + done.path("id").asString() + "/events", "", "end");
        assertThat(log.stream().map(event -> event.data().path("text").asString("")))
                .contains("This moment of db has no name (\"before release 3\"): There are no backups of db yet.");
    }

    @Test
    void aReleaseThatDoesNotBecomeHealthyFailsAndTheOneBeforeItServesOn() throws Exception {
        var api = server.api();
        api.finished(api.deploy("shop", TestSource.SHOP, TestSource.PROCFILE_APP));
        server.engine().failWhen(service -> service.name().equals("worker"));
        var failed = api.finished(api.deploy("shop", TestSource.SHOP.replace("port: 1", ""), TestSource.PROCFILE_APP));
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("error").path("detail").asString()).contains("worker", "exited with code 1");
        assertThat(failed.path("error").path("lines").valueStream().map(line -> line.asString()))
                .containsExactly("boom", "the end");
        var worker = (ProcessSpec) server.engine().wanted(PRODUCTION).orElseThrow().service("worker").orElseThrow();
        assertThat(worker.workload().release()).isEqualTo(1);
        assertThat(api.get(SHOP).json().path("release").intValue()).isEqualTo(1);
        assertThat(api.get(SHOP + "/releases").json().path("items").valueStream()
                .map(release -> release.path("state").asString())).containsExactly("failed", "live");
    }
}
