package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import tools.jackson.databind.JsonNode;

/** {@code down}: stops all services of an environment and keeps all data. */
final class DownKind implements Kind {
    private final ReleaseSteps steps;
    private final Projects projects;

    DownKind(ReleaseSteps steps, Projects projects) {
        this.steps = steps;
        this.projects = projects;
    }

    @Override
    public String word() {
        return "down";
    }

    @Override
    public Footprint footprint() {
        return Footprint.REMOVAL;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("stop", this::stop));
    }

    private void stop(StepContext context) throws StepFailure, InterruptedException {
        projects.intend(steps.environment(context).key(), Projects.Intent.DOWN);
        steps.engine().remove(context.environment());
        steps.rollouts().awaitStopped(context.environment());
    }
}
