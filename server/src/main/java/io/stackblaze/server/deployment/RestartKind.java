package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.PartsLoader;
import tools.jackson.databind.JsonNode;

/** {@code restart}: new instances of the same release for one service, or for all. */
final class RestartKind implements Kind {
    private final ReleaseSteps steps;
    private final PartsLoader loader;

    RestartKind(ReleaseSteps steps, PartsLoader loader) {
        this.steps = steps;
        this.loader = loader;
    }

    @Override
    public String word() {
        return "restart";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("restart", this::restart), new Step("health", this::health));
    }

    private List<String> services(StepContext context) throws StepFailure {
        var environment = steps.environment(context);
        var parts = loader.live(environment);
        if (parts.isEmpty() || environment.intent() != Intent.UP) {
            throw new StepFailure("Nothing runs in " + context.environment() + ".", "Deploy it: `stackblaze up`.");
        }
        String one = context.input().path("service").asString("");
        var all = Rollouts.processes(parts.get());
        return one.isEmpty() ? all : all.stream().filter(one::equals).toList();
    }

    private void restart(StepContext context) throws StepFailure {
        for (String service : services(context)) {
            steps.engine().restart(context.environment(), service);
        }
    }

    private void health(StepContext context) throws StepFailure, InterruptedException {
        steps.rollouts().await(context, 0, services(context), Rollouts.Goal.LIVE);
    }
}
