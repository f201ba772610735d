package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import tools.jackson.databind.JsonNode;

/** {@code destroy-datastore}: deletes the data of a datastore that no live blueprint names. */
final class DestroyDatastoreKind implements Kind {
    private final ReleaseSteps steps;
    private final Datastores datastores;
    private final Releases releases;

    DestroyDatastoreKind(ReleaseSteps steps, Datastores datastores, Releases releases) {
        this.steps = steps;
        this.datastores = datastores;
        this.releases = releases;
    }

    @Override
    public String word() {
        return "destroy-datastore";
    }

    @Override
    public Footprint footprint() {
        return Footprint.REMOVAL;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("destroy " + input.path("service").asString(), this::destroy));
    }

    private void destroy(StepContext context) throws StepFailure {
        String service = context.input().path("service").asString();
        var environment = steps.environment(context);
        // A deployment that was before this in the queue may have brought it back.
        boolean named = releases.liveContent(environment.key()).map(content -> PartsLoader
                .blueprint(content.blueprint()).services(context.environment().environment()).containsKey(service))
                .orElse(false);
        if (named) {
            throw new StepFailure("The live blueprint names " + service + ".",
                    "Take it out of blueprint.yaml, deploy, then destroy it.");
        }
        steps.engine().destroyDatastore(context.environment(), service);
        datastores.forget(environment.key(), service);
    }
}
