package io.stackblaze.server.operation;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An operation as its runner sees it. */
record Work(String id, String kind, String project, @Nullable String environment, String by, Operation.State state,
        JsonNode input, Map<String, String> facts, boolean cancelling, int retries, @Nullable Instant retryingSince,
        @Nullable Ending ending) {

    /** How it will end once everything is put back. */
    record Ending(Operation.State state, Operation.Failure failure) {}
}
