package io.stackblaze.server.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

class OperationTest {
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");

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
    void theSecondOfTwoDeploymentsWaitsAndSaysForWhich() throws Exception {
        server.engine().hangWhen(service -> service instanceof WorkerSpec);
        var first = deploy();
        awaitStep(first, "health worker", "running");
        var second = deploy();
        assertThat(second.path("waiting_for").asString()).isEqualTo(first.path("id").asString());
        assertThat(second.path("state").asString()).isEqualTo("queued");
        server.engine().hangWhen(_ -> false);
        assertThat(api.finished(first).path("state").asString()).isEqualTo("succeeded");
        assertThat(api.finished(second).path("result").path("release").intValue()).isEqualTo(2);
    }

    @Test
    void cancellingPutsBackWhatServedBefore() throws Exception {
        api.finished(deploy());
        server.engine().hangWhen(service -> service instanceof WorkerSpec worker && worker.workload().release() == 2);
        var second = deploy();
        awaitStep(second, "health worker", "running");
        assertThat(api.post("/api/v1/operations/" + second.path("id").asString() + "/cancel").status()).isEqualTo(202);
        var done = api.finished(second);
        assertThat(done.path("state").asString()).isEqualTo("cancelled");
        assertThat(step(done, "put back").path("detail").asString()).isEqualTo("release 1 serves");
        assertThat(server.engine().serving(PRODUCTION, "worker")).isEqualTo(1);
        assertThat(api.post("/api/v1/operations/" + second.path("id").asString() + "/cancel").status()).isEqualTo(409);
    }

    @Test
    void anOperationThatWaitsIsCancelledWithoutHavingBegun() throws Exception {
        server.engine().hangWhen(service -> service instanceof WorkerSpec);
        var first = deploy();
        awaitStep(first, "health worker", "running");
        var second = deploy();
        api.post("/api/v1/operations/" + second.path("id").asString() + "/cancel");
        assertThat(api.finished(second).path("state").asString()).isEqualTo("cancelled");
        server.engine().hangWhen(_ -> false);
        assertThat(api.finished(first).path("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void anEngineThatIsNotThereIsWaitedFor() throws Exception {
        server.engine().reachable(false);
        var operation = deploy();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(
                () -> api.get("/api/v1/operations/" + operation.path("id").asString()).text().contains("Trying again"));
        assertThat(api.get(SHOP).json().path("state").asString()).isEqualTo("unknown");
        assertThat(api.get(SHOP).json().path("missing").path(0).asString()).contains("does not answer");
        server.engine().reachable(true);
        assertThat(api.finished(operation).path("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void anEngineThatLostItsStateIsToldAgain() throws Exception {
        server.engine().hangWhen(service -> service instanceof WorkerSpec);
        var operation = deploy();
        awaitStep(operation, "health worker", "running");
        server.engine().remove(PRODUCTION);
        server.engine().hangWhen(_ -> false);
        assertThat(api.finished(operation).path("state").asString()).isEqualTo("succeeded");
        assertThat(server.engine().serving(PRODUCTION, "worker")).isEqualTo(1);
    }

    @Test
    void eventsTellStateAndLogAndEnd() throws Exception {
        var operation = deploy();
        String path = "/api/v1/operations/" + operation.path("id").asString() + "/events";
        var events = api.events("GET", path, "", "end");
        assertThat(events.getLast().name()).isEqualTo("end");
        assertThat(events.stream().filter(event -> event.name().equals("operation")).toList().getLast().data()
                .path("state").asString()).isEqualTo("succeeded");
        var lines = events.stream().filter(event -> event.name().equals("log")).toList();
        assertThat(lines).isNotEmpty();
        var rest = api.events("GET", path, "", "end", "Last-Event-ID", lines.getLast().id());
        assertThat(rest).noneMatch(event -> event.name().equals("log"));
    }

    @Test
    void theSameKeyBeginsOneOperation() throws Exception {
        var body = Map.of("blueprint", TestSource.SHOP, "source", api.upload(TestSource.PROCFILE_APP));
        var first = api.post(SHOP + "/deployments", body, "Idempotency-Key", "deploy-0001");
        var again = api.post(SHOP + "/deployments", body, "Idempotency-Key", "deploy-0001");
        assertThat(again.json().path("id").asString()).isEqualTo(first.json().path("id").asString());
        api.finished(first.json());
        assertThat(api.get("/api/v1/operations?project=shop").json().path("items").size()).isEqualTo(1);
    }

    @Test
    void listsComeInPages() throws Exception {
        api.finished(deploy());
        for (int i = 0; i < 2; i++) {
            api.finished(api.post(SHOP + "/restart", Map.of()).json());
        }
        var first = api.get("/api/v1/operations?limit=2").json();
        assertThat(kinds(first)).containsExactly("restart", "restart");
        var rest = api.get("/api/v1/operations?limit=2&before=" + first.path("next").asString()).json();
        assertThat(kinds(rest)).containsExactly("deployment");
        assertThat(rest.has("next")).isFalse();
        assertThat(kinds(api.get("/api/v1/operations?state=failed").json())).isEmpty();
    }

    private JsonNode deploy() throws Exception {
        return api.deploy("shop", TestSource.SHOP, TestSource.PROCFILE_APP);
    }

    private void awaitStep(JsonNode operation, String step, String state) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(
                () -> step(api.get("/api/v1/operations/" + operation.path("id").asString()).json(), step)
                        .path("state").asString().equals(state));
    }

    private static JsonNode step(JsonNode operation, String name) {
        return operation.path("steps").valueStream().filter(step -> step.path("name").asString().equals(name))
                .findFirst().orElseThrow();
    }

    private static List<String> kinds(JsonNode page) {
        return page.path("items").valueStream().map(operation -> operation.path("kind").asString()).toList();
    }
}
