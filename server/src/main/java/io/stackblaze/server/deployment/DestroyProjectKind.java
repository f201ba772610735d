package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import tools.jackson.databind.JsonNode;

/** {@code destroy-project}: stops everything of a project, deletes its data, and forgets it. */
final class DestroyProjectKind implements Kind {
    private final Projects projects;
    private final Demolition demolition;

    DestroyProjectKind(Projects projects, Demolition demolition) {
        this.projects = projects;
        this.demolition = demolition;
    }

    @Override
    public String word() {
        return "destroy-project";
    }

    @Override
    public Footprint footprint() {
        return Footprint.REMOVAL;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("stop", this::stop), new Step("delete data", this::deleteData),
                new Step("forget", context -> projects.delete(context.project())));
    }

    private void stop(StepContext context) throws StepFailure, InterruptedException {
        for (var environment : projects.environments(context.project())) {
            demolition.stop(environment);
        }
    }

    private void deleteData(StepContext context) {
        projects.environments(context.project()).forEach(demolition::deleteData);
    }
}
