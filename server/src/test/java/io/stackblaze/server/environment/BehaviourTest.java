package io.stackblaze.server.environment;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.FakeEngine;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

/** What people can rely on when they change and look at an environment. */
class BehaviourTest {
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");
    private static final Map<String, Object> STRIPE = Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret",
            true);

    private TestServer server;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
        api = server.api();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void secretsWithoutAValueAreNamedBeforeAnythingIsBuilt() throws Exception {
        String blueprint = TestSource.FULL_SHOP.replace("[STRIPE_KEY]", "[STRIPE_KEY, MAIL_KEY]");
        var refused = api.post(SHOP + "/deployments",
                Map.of("blueprint", blueprint, "source", api.upload(TestSource.PROCFILE_APP)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("type").asString()).isEqualTo("/problems/missing-secrets");
        assertThat(refused.detail()).contains("STRIPE_KEY", "MAIL_KEY");
        assertThat(refused.json().path("remedy").asString())
                .contains("stackblaze env set --secret STRIPE_KEY --project shop --environment production");
        assertThat(api.get("/api/v1/operations").json().path("items")).isEmpty();
    }

    @Test
    void aBlueprintsFaultsAllComeWithTheirPlaces() throws Exception {
        var refused = api.post(SHOP + "/plan",
                Map.of("blueprint",
                        "name: shop\nservices:\n  web:\n    type: wab\n  api:\n    type: web\n    port: http\n"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("faults").valueStream().map(fault -> fault.path("line").intValue())).contains(4,
                7);
    }

    @Test
    void valuesThatPeopleSetWinOverTheBlueprintAndAServicesOwnOverThoseForAll() throws Exception {
        set(STRIPE);
        deploy(TestSource.FULL_SHOP);
        assertThat(env("web")).containsEntry("MODE", "from the file").containsEntry("STRIPE_KEY", "sk-1234567")
                .containsEntry("STACKBLAZE_SERVICE_NAME", "web").containsEntry("HEROKU_APP_NAME", "shop");
        assertThat(env("worker")).doesNotContainKey("STRIPE_KEY").containsEntry("API", "http://web.internal:8080");
        set(Map.of("name", "MODE", "value", "for all"), Map.of("name", "LEVEL", "value", "info"),
                Map.of("name", "LEVEL", "value", "debug", "service", "worker"));
        assertThat(env("web")).containsEntry("MODE", "for all").containsEntry("LEVEL", "info");
        assertThat(env("worker")).containsEntry("LEVEL", "debug");
        var plan = api.post(SHOP + "/plan", Map.of("blueprint", TestSource.FULL_SHOP)).json();
        assertThat(plan.path("changes")).isEmpty();
        assertThat(plan.path("warnings").path(0).asString()).contains("services.web.env.MODE has no effect");
    }

    @Test
    void aValueCanBeComparedByWhoKnowsItAndIsNotTold() throws Exception {
        set(Map.of("name", "STRIPE_KEY", "value", "sk ä\n", "secret", true));
        String key = "0f".repeat(32);
        var answer = api.post(SHOP + "/variables/digests", Map.of("key", key));
        assertThat(answer.text()).doesNotContain("sk ");
        var mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(java.util.HexFormat.of().parseHex(key), "HmacSHA256"));
        assertThat(answer.json().path("items").path(0).path("digest").asString()).isEqualTo(java.util.HexFormat.of()
                .formatHex(mac.doFinal("sk ä\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        assertThat(api.post(SHOP + "/variables/digests", Map.of("key", "short")).status()).isEqualTo(422);
    }

    @Test
    void aDeploymentCanKeepWorkersAndCronsAtZero() throws Exception {
        var body = new java.util.HashMap<String, Object>(Map.of("blueprint", TestSource.SHOP, "source",
                api.upload(TestSource.PROCFILE_APP), "scale", Map.of("worker", 0, "totals", 0)));
        assertThat(api.finished(api.post(SHOP + "/deployments", body).json()).path("state").asString())
                .isEqualTo("succeeded");
        assertThat(web().scaling().min()).isEqualTo(1);
        deploy(TestSource.SHOP);
        var states = api.get(SHOP).json().path("services").valueStream()
                .filter(service -> !service.path("name").asString().equals("web"))
                .map(service -> service.path("state").asString());
        assertThat(states).containsExactly("stopped", "stopped");
        body.put("scale", Map.of("nothing", 1));
        assertThat(api.post(SHOP + "/deployments", body).status()).isEqualTo(422);
    }

    @Test
    void namesOfThePlatformCannotBeSet() throws Exception {
        for (String name : List.of("PORT", "DYNO", "STACKBLAZE_ENV")) {
            var refused = api.patch(SHOP + "/variables",
                    Map.of("set", List.of(Map.of("name", name, "value", "x"))));
            assertThat(refused.status()).isEqualTo(422);
        }
    }

    @Test
    void variablesThatBreakTheReleaseArePutBack() throws Exception {
        deploy(TestSource.SHOP);
        server.engine().failWhen(service -> "bad".equals(service.workload().env().get("MODE")));
        var failed = set(Map.of("name", "MODE", "value", "bad"));
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(api.get(SHOP + "/variables").text()).doesNotContain("MODE");
        assertThat(env("web")).doesNotContainKey("MODE");
    }

    @Test
    void aScaleHoldsUntilTheBlueprintSaysSomethingElse() throws Exception {
        deploy(TestSource.SHOP);
        api.finished(api.post(SHOP + "/scale", Map.of("services", Map.of("web", 3))).json());
        deploy(TestSource.SHOP);
        assertThat(web().scaling().min()).isEqualTo(3);
        String two = TestSource.SHOP.replace("  worker:", "    scaling: {min_instances: 2}\n  worker:");
        deploy(two);
        assertThat(web().scaling().min()).isEqualTo(2);
        deploy(TestSource.SHOP);
        assertThat(web().scaling().min()).isEqualTo(1);
        assertThat(api.post(SHOP + "/scale", Map.of("services", Map.of("totals", 2))).status()).isEqualTo(422);
        api.finished(api.post(SHOP + "/scale", Map.of("services", Map.of("totals", 0))).json());
        assertThat(api.get(SHOP).json().path("services").path(2).path("state").asString())
                .isEqualTo("stopped");
    }

    @Test
    void rollingBackWithoutANumberGoesToTheReleaseBefore() throws Exception {
        deploy(TestSource.SHOP);
        server.engine().failWhen(service -> service.workload().release() == 2);
        deploy(TestSource.SHOP.replace("* * * * *", "0 * * * *"));
        server.engine().failWhen(_ -> false);
        deploy(TestSource.SHOP.replace("* * * * *", "5 * * * *"));
        var done = api.finished(api.post(SHOP + "/rollback", Map.of()).json());
        assertThat(done.path("description").asString()).isEqualTo("Roll back to release 1");
        assertThat(api.get(SHOP).json().path("release").intValue()).isEqualTo(4);
        assertThat(api.post(SHOP + "/rollback", Map.of("release", 2)).detail()).contains("never became live");
        assertThat(api.post(SHOP + "/rollback", Map.of("release", 9)).status()).isEqualTo(404);
    }

    @Test
    void aDatastoreThatTheBlueprintDropsIsKeptUntilItsNameIsTyped() throws Exception {
        set(STRIPE);
        deploy(TestSource.FULL_SHOP);
        assertThat(api.delete(SHOP + "/datastores/db", Map.of("confirm", "db")).status()).isEqualTo(409);
        deploy(TestSource.SHOP);
        assertThat(server.engine().data(PRODUCTION)).contains("db", "cache");
        var plan = api.post(SHOP + "/plan", Map.of("blueprint", TestSource.SHOP)).json();
        assertThat(plan.path("changes").valueStream().map(change -> change.path("action").asString()))
                .containsOnly("keep");
        assertThat(api.delete(SHOP + "/datastores/db", Map.of("confirm", "shop")).status()).isEqualTo(422);
        api.finished(api.delete(SHOP + "/datastores/db", Map.of("confirm", "db")).json());
        assertThat(server.engine().data(PRODUCTION)).containsExactly("cache");
    }

    @Test
    void whatWasTakenDownComesBackWithTheNextDeployment() throws Exception {
        deploy(TestSource.SHOP);
        api.finished(api.post(SHOP + "/down").json());
        assertThat(api.post(SHOP + "/restart", Map.of()).status()).isEqualTo(409);
        assertThat(api.get(SHOP).json().path("urls")).isEmpty();
        deploy(TestSource.SHOP);
        assertThat(api.get(SHOP).json().path("state").asString()).isEqualTo("live");
    }

    @Test
    void aPreDeployThatFailsCancelsTheDeployment() throws Exception {
        set(STRIPE);
        server.engine().runWith(_ -> new FakeEngine.Result(3, List.of("relation does not exist")));
        var failed = deploy(TestSource.FULL_SHOP);
        assertThat(failed.path("error").path("detail").asString()).contains("pre_deploy", "code 3", "./migrate");
        assertThat(failed.path("error").path("lines").path(0).asString()).isEqualTo("relation does not exist");
        assertThat(server.engine().wanted(PRODUCTION)).isEmpty();
        assertThat(server.engine().runs().getFirst().workload().env()).containsKey("DATABASE_URL");
    }

    @Test
    void linesAreFollowedAndCommandsGiveTheirOutputAndCode() throws Exception {
        deploy(TestSource.SHOP);
        for (int i = 0; i < 5; i++) {
            server.engine().write(PRODUCTION, new LogLine(Instant.now(), "web", "web.1", "line " + i));
        }
        var lines = api.events("GET", SHOP + "/logs?tail=2&service=web", "", "end");
        assertThat(lines.stream().filter(event -> event.name().equals("line"))
                .map(event -> event.data().path("text").asString())).containsExactly("line 3", "line 4");
        server.engine().runWith(_ -> new FakeEngine.Result(7, List.of("hello")));
        var events = api.events("POST", SHOP + "/run", Map.of("command", List.of("echo", "it's $HOME; rm")), "exit");
        assertThat(events.getFirst().data().path("text").asString()).isEqualTo("hello");
        assertThat(events.getLast().data().path("code").intValue()).isEqualTo(7);
        assertThat(server.engine().runs().getLast().workload().command()).isEqualTo("'echo' 'it'\\''s $HOME; rm'");
    }

    @Test
    void otherEnvironmentsHaveTheirOwnNamesAndNothingOfProduction() throws Exception {
        deploy(TestSource.SHOP);
        String staging = "/api/v1/projects/shop/environments/staging";
        var done = api.finished(api.post(staging + "/deployments",
                Map.of("blueprint", TestSource.SHOP, "source", api.upload(TestSource.PROCFILE_APP))).json());
        assertThat(done.path("result").path("urls").path("web").asString())
                .isEqualTo("http://staging--web.shop.localhost:8080");
        assertThat(api.get("/api/v1/projects").json().path("items").path(0).path("environments").valueStream()
                .map(name -> name.asString())).containsExactly("production", "staging");
    }

    @Test
    void aServiceThatNothingStartsIsNamedWithTheWayOut() throws Exception {
        var failed = api.finished(api.deploy("shop", TestSource.SHOP, Map.of("Procfile", "web: ./serve\n")));
        assertThat(failed.path("error").path("detail").asString()).contains("Nothing says how to start worker");
        assertThat(failed.path("error").path("remedy").asString()).contains("services.worker.start");
    }

    private JsonNode deploy(String blueprint) throws Exception {
        return api.finished(api.deploy("shop", blueprint, TestSource.PROCFILE_APP));
    }

    private JsonNode set(Object... variables) throws Exception {
        var answer = api.patch(SHOP + "/variables", Map.of("set", List.of(variables)));
        return answer.status() == 202 ? api.finished(answer.json()) : answer.json();
    }

    private Map<String, String> env(String service) {
        return ((ProcessSpec) server.engine().wanted(PRODUCTION).orElseThrow().service(service).orElseThrow())
                .workload().env();
    }

    private WebSpec web() {
        return (WebSpec) server.engine().wanted(PRODUCTION).orElseThrow().service("web").orElseThrow();
    }
}
