package io.stackblaze.e2e;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A newcomer's first hour with the shop, in its order: each test goes on where the one before it stopped. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewcomerE2ETest {
    private static final String WEB = "web.shop.localhost";
    private static final String WORLD_READABLE = "rwxr-xr-x";

    @TempDir
    static Path folder;

    private Machine machine;
    private Path shop;

    @BeforeAll
    void unpack() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(WORLD_READABLE));
        machine = new Machine(folder);
        shop = machine.example("shop");
    }

    @AfterAll
    void cleanUp() {
        machine.close();
    }

    @Test
    @Order(1)
    void oneCommandRunsTheShop() throws IOException, InterruptedException {
        var up = machine.stackblaze(folder, "up", "shop");

        assertThat(up.code()).as(up.toString()).isZero();
        assertThat(up.err()).contains("Plan for shop / production:", "+ web", "+ worker", "+ totals", "+ db", "+ queue",
                "build web", "Live: release 1", "/sign-in?code=");
        assertThat(up.out()).contains("http://" + WEB + ":" + machine.httpPort());
        assertThat(machine.send(machine.request(WEB, "/").build()).body()).contains("The corner shop");
        assertThat(mode(machine.home())).isEqualTo("rwx------");
        assertThat(mode(machine.home().resolve("token"))).isEqualTo("rw-------");
    }

    @Test
    @Order(2)
    void anOrderIsWrittenTakenFromTheQueueAndTotalled() throws IOException, InterruptedException {
        var form = HttpRequest.BodyPublishers.ofString("item=Lemon+cake&quantity=2");
        var placed = machine.send(machine.request(WEB, "/orders").POST(form).build());
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(303);

        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
                .until(() -> !state("orders").path(0).path("done_at").isNull());
        assertThat(state("orders").path(0).path("done_by").asString()).startsWith("worker.");
        Awaitility.await().atMost(Duration.ofSeconds(130)).ignoreExceptions()
                .until(() -> state("totals").path(0).path("done").asInt(0) == 1);
    }

    @Test
    @Order(3)
    void aChangedLineRebuildsThatServiceAlone() throws IOException, InterruptedException {
        replace(shop.resolve("web/page.js"), "The corner shop", "The new corner shop");
        try (var visitors = new Visitors(machine, WEB)) {
            var up = machine.stackblaze(shop, "up");

            assertThat(up.code()).as(up.toString()).isZero();
            assertThat(section(up.err(), "build web")).contains("hit");
            assertThat(section(up.err(), "build worker")).doesNotContain("dependencies");
            assertThat(visitors.leave()).isEmpty();
            assertThat(visitors.served()).isPositive();
        }
        assertThat(machine.send(machine.request(WEB, "/").build()).body()).contains("The new corner shop");
    }

    @Test
    @Order(4)
    void aChangedLockfileIsAMissThatNamesThePackages() {
        var npm = machine.run("", shop.resolve("web"), List.of("npm", "install", "--package-lock-only",
                "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund", "picocolors@1.1.1"));
        assertThat(npm.code()).as(npm.toString()).isZero();

        var up = machine.stackblaze(shop, "up");

        assertThat(up.code()).as(up.toString()).isZero();
        assertThat(section(up.err(), "build web")).contains("miss", "picocolors");
    }

    @Test
    @Order(5)
    void aBrokenStartFailsWithItsCauseAndTheOldReleaseServes() throws IOException {
        replace(shop.resolve("blueprint.yaml"), "start: node server.js", "start: node sever.js");
        try (var visitors = new Visitors(machine, WEB)) {
            var up = machine.stackblaze(shop, "up");

            assertThat(up.code()).as(up.toString()).isEqualTo(1);
            assertThat(up.err()).contains("Cannot find module", "still serves");
            assertThat(visitors.leave()).isEmpty();
        }
        replace(shop.resolve("blueprint.yaml"), "start: node sever.js", "start: node server.js");
        assertThat(machine.stackblaze(shop, "up").code()).isZero();
    }

    @Test
    @Order(6)
    void variablesMakeReleasesAndARollbackTakesThemBack() {
        var set = machine.stackblaze(shop, "config:set", "GREETING=Good day");
        assertThat(set.code()).as(set.toString()).isZero();
        assertThat(machine.stackblaze(shop, "run", "--", "printenv", "GREETING").out()).isEqualTo("Good day\n");

        var rollback = machine.stackblaze(shop, "releases:rollback");

        assertThat(rollback.code()).as(rollback.toString()).isZero();
        assertThat(machine.stackblaze(shop, "run", "--", "printenv", "GREETING").code()).isEqualTo(1);
        assertThat(machine.json(shop, "releases").path("items").path(0).path("state").asString()).isEqualTo("live");
    }

    @Test
    @Order(7)
    void aSecretIsReadFromStandardInputAndNeverShown() {
        var set = machine.stackblazeWith("correct horse battery\n", shop, "env", "set", "--secret", "API_KEY");

        assertThat(set.code()).as(set.toString()).isZero();
        assertThat(machine.stackblaze(shop, "env", "--json").out()).contains("API_KEY").doesNotContain("correct horse");
        assertThat(machine.stackblaze(shop, "env", "get", "API_KEY").code()).isEqualTo(1);
        assertThat(machine.stackblaze(shop, "env", "unset", "API_KEY").code()).isZero();
    }

    @Test
    @Order(8)
    void scalingAndRestartingAreNotNoticedByVisitors() throws IOException, InterruptedException {
        try (var visitors = new Visitors(machine, WEB)) {
            var scale = machine.stackblaze(shop, "ps:scale", "web=3");
            assertThat(scale.code()).as(scale.toString()).isZero();
            assertThat(service("web").path("ready").asInt()).isEqualTo(3);
            var before = instances();

            var restart = machine.stackblaze(shop, "restart", "web");

            assertThat(restart.code()).as(restart.toString()).isZero();
            assertThat(instances().get("web.1")).isNotEqualTo(before.get("web.1"));
            assertThat(instances().get("worker.1")).isEqualTo(before.get("worker.1"));
            assertThat(visitors.leave()).isEmpty();
        }
    }

    @Test
    @Order(9)
    void logsShowWhatServicesWrote() {
        assertThat(machine.stackblaze(shop, "logs", "worker", "-n", "1000").out()).contains("Order 1 is done.")
                .doesNotContain("The shop is open");
    }

    @Test
    @Order(10)
    void aKilledServerIsNotNoticedAndTheNextUpBringsItBack() throws IOException {
        var server = machine.process("server");
        try (var visitors = new Visitors(machine, WEB)) {
            kill(server);
            assertThat(machine.stackblaze(shop, "status").code()).isEqualTo(3);

            var up = machine.stackblaze(shop, "up");

            assertThat(up.code()).as(up.toString()).isZero();
            assertThat(visitors.leave()).isEmpty();
        }
        assertThat(machine.process("server").pid()).isNotEqualTo(server.pid());
    }

    @Test
    @Order(11)
    void aKilledNodeLeavesInstancesThatTheNextOneAdopts() throws IOException {
        var before = instances();
        kill(machine.process("node"));

        var start = machine.stackblaze(shop, "platform", "start");

        assertThat(start.code()).as(start.toString()).isZero();
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(instances()).isEqualTo(before));
        assertThat(machine.json(shop, "status").path("state").asString()).isEqualTo("live");
    }

    @Test
    @Order(12)
    void downStopsEverythingAndUpFindsTheDataAgain() throws IOException, InterruptedException {
        var down = machine.stackblaze(shop, "down");
        assertThat(down.code()).as(down.toString()).isZero();
        assertThat(machine.send(machine.request(WEB, "/").build()).statusCode()).isGreaterThanOrEqualTo(400);

        var up = machine.stackblaze(shop, "up");

        assertThat(up.code()).as(up.toString()).isZero();
        assertThat(state("orders").size()).isEqualTo(1);
    }

    @Test
    @Order(13)
    void destroyNeedsTheNameAndLeavesNothing() {
        assertThat(machine.stackblazeWith("web\n", shop, "destroy").code()).isEqualTo(1);

        var destroy = machine.stackblazeWith("shop\n", shop, "apps:destroy");

        assertThat(destroy.code()).as(destroy.toString()).isZero();
        assertThat(machine.json(shop, "projects").path("items").isEmpty()).isTrue();
        assertThat(machine.stackblaze(shop, "platform", "stop").code()).isZero();
        assertThat(machine.leftovers()).isEmpty();
    }

    private JsonNode state(String what) throws IOException, InterruptedException {
        return machine.page(WEB, "/orders").path(what);
    }

    private JsonNode service(String name) {
        return machine.json(shop, "status", name);
    }

    /** When each instance of web and worker began, by name. */
    private Map<String, String> instances() {
        var began = new TreeMap<String, String>();
        for (var name : List.of("web", "worker")) {
            for (var instance : service(name).path("instances").values()) {
                if (instance.path("state").asString().equals("ready")) {
                    began.put(instance.path("name").asString(), instance.path("started_at").asString());
                }
            }
        }
        return began;
    }

    /** The line of a step and those of its phases. */
    private static String section(String text, String step) {
        var lines = text.lines().dropWhile(line -> !line.contains(step)).toList();
        assertThat(lines).as(text).isNotEmpty();
        var section = new StringBuilder(lines.getFirst());
        lines.stream().skip(1).takeWhile(line -> line.startsWith("      ")).forEach(section::append);
        return section.toString();
    }

    private static void replace(Path file, String old, String wanted) throws IOException {
        var text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, wanted));
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
