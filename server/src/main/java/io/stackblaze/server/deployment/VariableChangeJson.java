package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.VariableChange;
import tools.jackson.databind.JsonNode;

/** A change of variables as the API writes it; it is also the input of its operation. */
final class VariableChangeJson {
    private VariableChangeJson() {}

    static VariableChange read(JsonNode body) {
        List<Variable> set = body.path("set").valueStream()
                .map(node -> new Variable(node.path("service").asString(""), node.path("name").asString(),
                        node.path("value").asString(), node.path("secret").asBoolean(false)))
                .toList();
        List<VariableChange.Name> unset = body.path("unset").valueStream()
                .map(node -> new VariableChange.Name(node.path("service").asString(""), node.path("name").asString()))
                .toList();
        return new VariableChange(set, unset);
    }
}
