package io.stackblaze.heroku.emulator.api;

import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Refusal;
import tools.jackson.databind.JsonNode;

/**
 * A request that was let in.
 *
 * @param method {@code GET}
 * @param path without the query
 * @param parameters what stands for the names in the route's path
 * @param query by name
 * @param accept the {@code Accept} header
 * @param inclusion the {@code Accept-Expansion} and {@code Accept-Inclusion} headers
 * @param body what was sent; an empty object when nothing was
 */
record Request(String method, String path, Map<String, String> parameters, Map<String, String> query, String accept,
        String inclusion, JsonNode body) {
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** A text of the body; numbers count as text. */
    Optional<String> text(String name) {
        var node = body.path(name);
        return node.isValueNode() && !node.isNull() ? Optional.of(node.asString()) : Optional.empty();
    }

    /** A text that the body must have. */
    String required(String name) throws Refusal {
        return text(name).orElseThrow(() -> Refusal.invalid("The " + name + " parameter is required."));
    }

    Optional<Boolean> flag(String name) {
        var node = body.path(name);
        return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
    }
}
