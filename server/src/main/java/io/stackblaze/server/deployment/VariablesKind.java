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
    private static final String NOTHING_RUNS = "nothing runs";

    private final ReleaseSteps steps;
    private final Releases releases;
    private final Variables variables;

    VariablesKind(ReleaseSteps steps, Releases releases, Variables variables) {
        this.steps = steps;
        this.releases = releases;
        this.variables = variables;
    }

    @Override
    public String word() {
        return "variables";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("release", this::release), unlessNothingRuns("start", steps::start),
                unlessNothingRuns("health", steps::allHealthy), unlessNothingRuns("switch", steps::switchOver));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("put back", this::putBack));
    }

    private void release(StepContext context) {
        var environment = steps.environment(context);
        var live = releases.liveContent(environment.key());
        var change = VariableChangeJson.read(context.input());
        variables.change(environment.key(), change, context.by());
        if (live.isEmpty() || environment.intent() != Intent.UP) {
            context.keep(NOTHING_RUNS, "yes");
            context.detail("kept; nothing runs");
            return;
        }
        var content = live.get();
        int version = releases.create(new Releases.Draft(environment.key(), context.operation(), context.by(),
                change.description(), content.commit(), null, content.blueprint(), variables.list(environment.key()),
                content.builds()));
        ReleaseSteps.remember(context, version);
    }

    private void putBack(StepContext context) throws StepFailure, InterruptedException {
        var environment = steps.environment(context);
        var live = releases.liveContent(environment.key());
        if (live.isPresent() && environment.intent() == Intent.UP) {
            variables.replace(environment.key(), live.get().variables(), context.by());
        }
        steps.putBack(context);
    }

    private static Step unlessNothingRuns(String name, Body body) {
        return new Step(name, context -> {
            if (context.fact(NOTHING_RUNS).isEmpty()) {
                body.run(context);
            }
        });
    }
}
