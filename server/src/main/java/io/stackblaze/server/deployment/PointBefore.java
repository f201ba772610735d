package io.stackblaze.server.deployment;

import io.stackblaze.blueprint.Postgres;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.release.SpecMaker;

/** Names the moment before a release's commands touch the databases: what they do can be undone exactly. */
record PointBefore(Engine engine) {
    /**
     * Names it in each Postgres, once for each release; where it cannot be named, the deployment goes on and says so.
     */
    void mark(StepContext context, SpecMaker.Parts parts) {
        var label = "before release " + parts.content().version();
        for (var service : parts.services().values()) {
            if (service instanceof Postgres) {
                mark(context, service.name(), label);
            }
        }
    }

    private void mark(StepContext context, String service, String label) {
        var id = context.environment();
        try {
            if (engine.backups(id, service).points().stream().noneMatch(point -> point.label().equals(label))) {
                engine.markPoint(id, service, label);
                context.log("This moment of %s can be restored: stackblaze db restore %s --to-point \"%s\" --as %s-then"
                        .formatted(service, service, label, service));
            }
        } catch (EngineException e) {
            context.log("This moment of %s has no name (\"%s\"): %s".formatted(service, label, e.getMessage()));
        }
    }
}
