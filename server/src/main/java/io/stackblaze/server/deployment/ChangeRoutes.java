package io.stackblaze.server.deployment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;
import tools.jackson.databind.JsonNode;

/** The routes that change environments. */
public final class ChangeRoutes implements Http.Feature {
    private static final String ENVIRONMENT = "/api/v1/projects/{project}/environments/{environment}";

    private final Changes changes;
    private final Plans plans;

    /** Over changes and plans. */
    public ChangeRoutes(Changes changes, Plans plans) {
        this.changes = changes;
        this.plans = plans;
    }

    @Override
    public void register(Api api) {
        api.query(ENVIRONMENT + "/plan", Access.READ,
                call -> Answer.ok(plans.plan(call.environment(), call.text("blueprint").orElseThrow(),
                        call.body().path("setting").valueStream().map(JsonNode::asString)
                                .collect(Collectors.toUnmodifiableSet()))));
        api.post(ENVIRONMENT + "/deployments", Access.WRITE, call -> Answer.accepted(changes.deploy(call.environment(),
                new Changes.Deployment(call.text("blueprint").orElseThrow(), call.text("source").orElseThrow(),
                        call.text("message").orElse(null), call.text("commit").orElse(null),
                        numbers(call, "scale")),
                asker(call))));
        api.patch(ENVIRONMENT + "/variables", Access.WRITE, this::variables);
        api.post(ENVIRONMENT + "/scale", Access.WRITE, this::scale);
        api.post(ENVIRONMENT + "/rollback", Access.WRITE,
                call -> Answer.accepted(changes.rollback(call.environment(), call.number("release"), asker(call))));
        api.post(ENVIRONMENT + "/restart", Access.WRITE,
                call -> Answer.accepted(changes.restart(call.environment(), call.text("service"), asker(call))));
        api.post(ENVIRONMENT + "/down", Access.WRITE,
                call -> Answer.accepted(changes.down(call.environment(), asker(call))));
        api.delete(ENVIRONMENT + "/datastores/{service}", Access.ADMIN,
                call -> Answer.accepted(changes.destroyDatastore(call.environment(), call.path("service"),
                        call.text("confirm").orElse(""), asker(call))));
        api.delete("/api/v1/projects/{project}", Access.ADMIN, call -> Answer
                .accepted(changes.destroyProject(call.path("project"), call.text("confirm").orElse(""), asker(call))));
    }

    private Answer variables(Call call) {
        var change = VariableChangeJson.read(call.body());
        if (change.isEmpty()) {
            return Answer.ok(Map.of());
        }
        return changes.variables(call.environment(), change, asker(call)).map(Answer::accepted)
                .orElseGet(() -> Answer.ok(Map.of()));
    }

    private Answer scale(Call call) {
        return Answer.accepted(changes.scale(call.environment(), numbers(call, "services"), asker(call)));
    }

    private static Map<String, Integer> numbers(Call call, String key) {
        var numbers = new LinkedHashMap<String, Integer>();
        call.body().path(key).properties()
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().intValue()));
        return numbers;
    }

    private static Changes.Asker asker(Call call) {
        return new Changes.Asker(call.caller().name(), call.onceKey());
    }
}
