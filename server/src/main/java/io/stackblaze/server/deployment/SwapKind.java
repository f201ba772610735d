package io.stackblaze.server.deployment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/** {@code swap}: connection strings of two datastores lead to each other's, in one release. No data moves. */
final class SwapKind implements Kind {
    private final ReleaseSteps steps;
    private final SameCode sameCode;
    private final Datastores datastores;

    SwapKind(ReleaseSteps steps, Releases releases, Variables variables, Datastores datastores) {
        this.steps = steps;
        this.sameCode = new SameCode(steps, releases, variables);
        this.datastores = datastores;
    }

    @Override
    public String word() {
        return "swap";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return sameCode.steps(this::release);
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("put back", this::putBack));
    }

    private void release(StepContext context) {
        var environment = steps.environment(context);
        datastores.lead(environment.key(), leads(context, "after"));
        sameCode.release(context, context.input().path("description").asString());
    }

    private void putBack(StepContext context) throws StepFailure, InterruptedException {
        datastores.lead(steps.environment(context).key(), leads(context, "before"));
        steps.putBack(context);
    }

    private static Map<String, String> leads(StepContext context, String when) {
        var leads = new LinkedHashMap<String, String>();
        context.input().path(when).properties()
                .forEach(lead -> leads.put(lead.getKey(), lead.getValue().asString()));
        return leads;
    }
}
