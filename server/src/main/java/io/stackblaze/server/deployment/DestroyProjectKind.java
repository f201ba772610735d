package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.engine.Engine;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import tools.jackson.databind.JsonNode;

/** {@code destroy-project}: stops everything of a project, deletes its data, and forgets it. */
final class DestroyProjectKind implements Kind {
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final Rollouts rollouts;

    DestroyProjectKind(Engine engine, Projects projects, Datastores datastores) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.rollouts = new Rollouts(engine, projects);
    }

    @Override
    public String word() {
        return "destroy-project";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("stop", this::stop), new Step("delete data", this::deleteData),
                new Step("forget", context -> projects.delete(context.project())));
    }

    private void stop(StepContext context) throws StepFailure, InterruptedException {
        for (var environment : projects.environments(context.project())) {
            projects.intend(environment.key(), Projects.Intent.DOWN);
            engine.remove(environment.id());
            rollouts.awaitStopped(environment.id());
        }
    }

    private void deleteData(StepContext context) {
        for (var environment : projects.environments(context.project())) {
            for (var datastore : datastores.list(environment.key())) {
                engine.destroyDatastore(environment.id(), datastore.service());
                datastores.forget(environment.key(), datastore.service());
            }
        }
    }
}
