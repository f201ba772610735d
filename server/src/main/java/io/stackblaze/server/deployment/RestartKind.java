package io.stackblaze.server.deployment;

import java.util.List;
import java.util.Set;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.PartsLoader;
import tools.jackson.databind.JsonNode;

/** {@code restart}: new instances of the same release for one service, or for all. */
final class RestartKind implements Kind {
    private static final String BEFORE = "before";

    private final ReleaseSteps steps;
    private final PartsLoader loader;
    private final Restarts restarts;

    RestartKind(ReleaseSteps steps, PartsLoader loader) {
        this.steps = steps;
        this.loader = loader;
        this.restarts = new Restarts(steps.engine());
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
        var services = services(context);
        context.keep(BEFORE, String.join(" ", restarts.instances(context.environment(), services)));
        for (String service : services) {
            steps.engine().restart(context.environment(), service);
        }
    }

    private void health(StepContext context) throws StepFailure, InterruptedException {
        restarts.awaitReplaced(context, services(context),
                Set.of(context.fact(BEFORE).orElse("").split(" ")));
    }
}
