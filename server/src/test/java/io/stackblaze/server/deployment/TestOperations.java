package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.stackblaze.server.TestApi;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Waiting for operations whose server may die. */
final class TestOperations {
    private TestOperations() {}

    static void awaitDeathOrEnd(TestApi api, JsonNode operation, BooleanSupplier died) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                .until(() -> died.getAsBoolean() || api.get("/api/v1/operations/" + operation.path("id").asString())
                        .json().has("finished_at"));
    }
}
