package io.stackblaze.server.deployment;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/**
 * {@code rollback}: a new release with the blueprint, builds and variables of an old one. Its {@code pre_deploy} is not
 * run: the way back must not depend on it.
 */
final class RollbackKind implements Kind {
    private final ReleaseSteps steps;
    private final Releases releases;
    private final Variables variables;

    RollbackKind(ReleaseSteps steps, Releases releases, Variables variables) {
        this.steps = steps;
        this.releases = releases;
        this.variables = variables;
    }

    @Override
    public String word() {
        return "rollback";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("release", this::release), new Step("datastores", steps::datastores),
                new Step("start", steps::start), new Step("health", steps::allHealthy),
                new Step("switch", this::switchOver));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(steps.putBack());
    }

    private void release(StepContext context) {
        var environment = steps.environment(context);
        int old = context.input().path("release").intValue();
        var content = releases.content(environment.key(), old).orElseThrow();
        int version = releases.create(new Releases.Draft(environment.key(), context.operation(), context.by(),
                "Roll back to release " + old, content.commit(), old, content.blueprint(), content.variables(),
                content.builds()));
        ReleaseSteps.remember(context, version);
    }

    private void switchOver(StepContext context) throws StepFailure, InterruptedException {
        steps.switchOver(context);
        var environment = steps.environment(context);
        variables.replace(environment.key(), steps.parts(context, environment).content().variables(), context.by());
    }
}
