package io.stackblaze.server.deployment;

import io.stackblaze.engine.Engine;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;

/** Takes an environment down for good, its data too; each part may be done again. Any thread may use it. */
public final class Demolition {
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final Rollouts rollouts;

    /** Over what runs and what is kept. */
    public Demolition(Engine engine, Projects projects, Datastores datastores) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.rollouts = new Rollouts(engine, projects);
    }

    /** Stops everything; returns when it has stopped. */
    public void stop(Projects.Environment environment) throws StepFailure, InterruptedException {
        projects.intend(environment.key(), Projects.Intent.DOWN);
        engine.remove(environment.id());
        rollouts.awaitStopped(environment.id());
    }

    /** Deletes the data of all datastores. */
    public void deleteData(Projects.Environment environment) {
        for (var datastore : datastores.list(environment.key())) {
            engine.destroyDatastore(environment.id(), datastore.service());
            datastores.forget(environment.key(), datastore.service());
        }
    }
}
