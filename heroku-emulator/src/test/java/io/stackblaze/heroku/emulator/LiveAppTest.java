package io.stackblaze.heroku.emulator;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

import io.stackblaze.heroku.emulator.account.Dyno;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.sandbox.Trees;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Apps really run: web dynos behind the router, workers, one-off commands and jobs of the scheduler. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveAppTest {
    private static final String SHOP = "corner-shop";
    private static final String HOST = "www.corner-shop.example.com";
    private static final String OTHERS = """
            {"name": "odd-ones", "source": "odd",
             "process_types": {"web": "true", "stubborn": "trap '' TERM; echo stubborn; while :; do sleep 0.1; done",
                               "fragile": "echo attempt; sleep 0.2; exit 3"}}
            """;

    private final Path folder;
    private final HerokuEmulator emulator;
    private final Client client;

    LiveAppTest() throws Exception {
        folder = Files.createTempDirectory("emulator");
        var examples = Path.of(System.getProperty("stackblaze.root"), "examples");
        var sources = Files.createDirectories(folder.resolve("sources"));
        Files.createDirectories(sources.resolve("odd"));
        Files.createSymbolicLink(sources.resolve("heroku-shop"), examples.resolve("heroku-shop").toRealPath());
        var binaries = Files.createDirectories(Path.of(System.getProperty("stackblaze.test.cache"), "postgres"));
        var shop = Scenario.named("live");
        var apps = new ArrayList<>(shop.apps());
        apps.addAll(Scenario.read("{\"apps\": [" + OTHERS + "]}").apps());
        emulator = HerokuEmulator.start(
                new Scenario(shop.email(), shop.teams(), shop.spaces(), apps, shop.pipelines()),
                new Options(0, Clock.systemUTC(), folder, binaries, sources, Duration.ofSeconds(2)));
        client = Client.of(emulator);
    }

    @AfterAll
    void end() throws Exception {
        emulator.close();
        assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info).map(Object::toString))
                .noneMatch(command -> command.contains("web.js") || command.contains("worker.js"));
        Trees.delete(folder);
    }

    @Test
    void a_shop_under_steady_load_loses_no_order_through_scaling_and_a_rotated_password() throws Exception {
        awaitUp(SHOP, "web", 1);
        LoadGenerator.Report report;
        try (var load = LoadGenerator.start(emulator.webUri(), HOST, 20)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> load.report().orders().size() > 20);
            client.send("PATCH", "/apps/" + SHOP + "/formation",
                    "{\"updates\": [{\"type\": \"web\", \"quantity\": 2}]}");
            awaitUp(SHOP, "web", 2);
            emulator.rotate("postgresql-corner-12345");
            awaitUp(SHOP, "web", 2);
            var seen = load.report().orders().size();
            await().atMost(Duration.ofSeconds(20)).until(() -> load.report().orders().size() > seen + 20);
            report = load.finish();
        }
        assertThat(keys()).containsAll(report.orders());
        assertThat(report.answered()).isGreaterThan(report.sent() / 2);
        await().atMost(Duration.ofSeconds(20)).until(() -> packed() >= report.orders().size());
        assertThat(emulator.log(SHOP)).anyMatch(line -> line.contains("heroku[router]: at=info method=POST")
                && line.contains("dyno=web.") && line.contains("status=201"));
    }

    @Test
    void maintenance_answers_visitors_and_leaves_workers_alone() throws Exception {
        awaitUp(SHOP, "web", 1);
        client.send("PATCH", "/apps/odd-ones", "{\"maintenance\": true}");
        assertThat(visit(host("odd-ones"))).startsWith("HTTP/1.1 503").contains("Offline for Maintenance");
        client.send("PATCH", "/apps/odd-ones", "{\"maintenance\": false}");
        assertThat(visit(host("odd-ones"))).startsWith("HTTP/1.1 503").contains("Application error");
        assertThat(emulator.log("odd-ones")).anyMatch(line -> line.contains("code=H80"))
                .anyMatch(line -> line.contains("code=H14"));
        assertThat(visit("nobody.example.com")).startsWith("HTTP/1.1 404");
        assertThat(states(SHOP, "worker")).containsExactly("up");
    }

    @Test
    void a_dyno_that_does_not_end_is_killed_after_a_while() throws Exception {
        scale("stubborn", 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> emulator.log("odd-ones").stream()
                .anyMatch(line -> line.endsWith("app[stubborn.1]: stubborn")));
        var start = System.nanoTime();
        scale("stubborn", 0);
        assertThat(states("odd-ones", "stubborn")).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> emulator.log("odd-ones").stream()
                .anyMatch(line -> line.contains("heroku[stubborn.1]: Process exited with status 137")));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void a_dyno_that_crashes_is_started_again() throws Exception {
        scale("fragile", 1);
        await().atMost(Duration.ofSeconds(15)).until(() -> emulator.log("odd-ones").stream()
                .filter(line -> line.endsWith("app[fragile.1]: attempt")).count() >= 2);
        assertThat(emulator.log("odd-ones")).anyMatch(line -> line.contains("Process exited with status 3"))
                .anyMatch(line -> line.contains("State changed from up to crashed"));
        scale("fragile", 0);
    }

    @Test
    void one_off_commands_have_the_apps_config_and_their_own() throws Exception {
        client.send("POST", "/apps/" + SHOP + "/dynos",
                "{\"command\": \"echo \\\"[$MOTTO] $EXTRA $DYNO\\\"\", \"env\": {\"EXTRA\": \"more\"}}");
        await().atMost(Duration.ofSeconds(10)).until(() -> emulator.log(SHOP).stream()
                .anyMatch(line -> line.contains("until 'late'] more run.")));
        await().atMost(Duration.ofSeconds(10)).until(() -> states(SHOP, "run").isEmpty());
    }

    @Test
    void jobs_of_the_scheduler_run_at_their_minute() {
        emulator.runScheduler(Instant.parse("2026-05-01T10:07:00Z"));
        assertThat(emulator.log(SHOP)).noneMatch(line -> line.contains("command `node totals.js`"));
        emulator.runScheduler(Instant.parse("2026-05-01T10:20:00Z"));
        await().atMost(Duration.ofSeconds(15)).until(() -> emulator.log(SHOP).stream()
                .anyMatch(line -> line.contains("app[scheduler.") && line.contains("minutes are up to date.")));
    }

    @Test
    void the_slug_is_the_app_as_it_runs() throws Exception {
        var release = client.json("/apps/" + SHOP + "/releases/12");
        var slug = client.json("/apps/" + SHOP + "/slugs/" + release.path("slug").path("id").asString());
        var blob = client.http().send(HttpRequest.newBuilder(URI.create(slug.path("blob").path("url").asString()))
                .build(), BodyHandlers.ofByteArray()).body();
        var names = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(blob)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(slug.path("size").asInt()).isEqualTo(blob.length);
        assertThat(names).contains("./app/web.js", "./app/Procfile", "./app/node_modules/pg/package.json");
    }

    private void scale(String type, int quantity) throws Exception {
        client.send("PATCH", "/apps/odd-ones/formation/" + type, "{\"quantity\": " + quantity + "}");
    }

    private List<String> states(String app, String type) throws Exception {
        synchronized (emulator.account()) {
            return emulator.account().app(app).dynos().list().stream().filter(dyno -> dyno.type().equals(type))
                    .map(Dyno::state).toList();
        }
    }

    private void awaitUp(String app, String type, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> states(app, type).stream().filter("up"::equals).count() == count);
    }

    private String host(String app) throws Exception {
        synchronized (emulator.account()) {
            return emulator.account().app(app).host();
        }
    }

    private String visit(String host) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), emulator.webUri().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Set<UUID> keys() throws Exception {
        var result = new HashSet<UUID>();
        try (var connection = database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT key FROM orders")) {
            while (rows.next()) {
                result.add(rows.getObject(1, UUID.class));
            }
        }
        return result;
    }

    private int packed() throws Exception {
        try (var connection = database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(packed_at) FROM orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Connection database() throws Exception {
        var url = URI.create(client.json("/apps/" + SHOP + "/config-vars").path("DATABASE_URL").asString());
        var user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath()
                + "?sslmode=require", user[0], user[1]);
    }
}
