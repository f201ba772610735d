package io.stackblaze.server.http;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The published document says which routes there are and who may use them, and nothing else is true. */
class ContractTest {
    private static final JsonNode PATHS = new Contract().document().path("paths");
    private static TestServer server;

    record Operation(String method, String path, String access) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        /** With parts that exist nowhere but have the right shape. */
        String example() {
            return path.replace("{project}", "nowhere").replace("{environment}", "production")
                    .replace("{service}", "db").replace("{token}", "999999")
                    .replace("{migration}", "nowhere").replace("{move}", "nowhere")
                    .replace("{operation}", "op_000000000000000000000000");
        }
    }

    static Stream<Operation> operations() {
        return PATHS.properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(method -> !method.getKey().equals("parameters"))
                        .map(method -> new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                                method.getValue().path("x-access").asString("none"))));
    }

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRouteIsInTheDocumentWithTheAccessThatIsEnforced() {
        Map<String, String> registered = new HashMap<>();
        server.routes().stream().filter(route -> route.path().startsWith("/api/")).forEach(
                route -> registered.put(route.method() + " " + route.path(), route.access().word()));
        Map<String, String> documented = new HashMap<>();
        operations().filter(operation -> operation.path().startsWith("/api/"))
                .forEach(operation -> documented.put(operation.toString(), operation.access()));
        assertThat(registered).isEqualTo(documented);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nobodyGetsInWithoutAToken(Operation operation) throws Exception {
        var answer = call(server.api(""), operation);
        if (operation.access().equals("public")) {
            assertThat(answer.status()).isIn(200, 401, 422);
        } else {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("remedy").asString()).contains("Authorization: Bearer");
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aTokenOpensNoMoreThanItsAccess(Operation operation) throws Exception {
        for (var access : new Access[]{Access.READ, Access.WRITE}) {
            var answer = call(server.api(token(access)), operation);
            if (!access.includes(Access.valueOf(operation.access().toUpperCase(Locale.ROOT)))) {
                assertThat(answer.status()).as(access + " on " + operation).isEqualTo(403);
            } else {
                assertThat(answer.status()).as(access + " on " + operation).isNotIn(403, 500);
            }
        }
    }

    private static final Map<Access, String> TOKENS = new HashMap<>();

    private static String token(Access access) throws Exception {
        if (!TOKENS.containsKey(access)) {
            TOKENS.put(access, server.api()
                    .post("/api/v1/tokens", Map.of("name", access.word(), "access", access.word())).json()
                    .path("token").asString());
        }
        return TOKENS.get(access);
    }

    private static TestApi.Response call(TestApi api, Operation operation) throws Exception {
        var body = operation.method().equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString("{}");
        return api.send(operation.method(), operation.example(), body, "Content-Type", "application/json");
    }
}
