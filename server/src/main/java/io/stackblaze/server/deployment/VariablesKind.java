package io.stackblaze.server.deployment;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/** {@code variables}: other variables for the live code make a new release. When it fails, they are put back, too. */
final class VariablesKind implements Kind {
    private final ReleaseSteps steps;
    private final Releases releases;
    private final Variables variables;
    private final SameCode sameCode;

    VariablesKind(ReleaseSteps steps, Releases releases, Variables variables) {
        this.steps = steps;
        this.releases = releases;
        this.variables = variables;
        this.sameCode = new SameCode(steps, releases, variables);
    }

    @Override
    public String word() {
        return "variables";
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
        var change = VariableChangeJson.read(context.input());
        variables.change(environment.key(), change, context.by());
        sameCode.release(context, change.description());
    }

    private void putBack(StepContext context) throws StepFailure, InterruptedException {
        var environment = steps.environment(context);
        var live = releases.liveContent(environment.key());
        if (live.isPresent() && environment.intent() == Intent.UP) {
            variables.replace(environment.key(), live.get().variables(), context.by());
        }
        steps.putBack(context);
    }
}
