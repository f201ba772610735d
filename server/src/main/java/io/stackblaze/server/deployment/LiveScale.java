package io.stackblaze.server.deployment;

import java.util.HashMap;
import java.util.Map;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Scales;

/** Changes numbers of instances of the live release, and waits until they are so. */
public final class LiveScale {
    private final ReleaseSteps steps;
    private final Scales scales;
    private final PartsLoader loader;

    LiveScale(ReleaseSteps steps, Scales scales, PartsLoader loader) {
        this.steps = steps;
        this.scales = scales;
        this.loader = loader;
    }

    /** Fixes numbers of some services; for crons 0 or 1. Those that there are not are left out. */
    public void to(StepContext context, Map<String, Integer> wanted) throws StepFailure, InterruptedException {
        var environment = steps.environment(context);
        var next = new HashMap<>(scales.list(environment.key()));
        loader.live(environment).ifPresent(parts -> wanted.forEach((name, instances) -> {
            if (parts.services().get(name) instanceof ProcessService service) {
                var file = Scales.ofFile(service);
                next.put(name, new Scales.Scale(instances, file.minInstances(), file.maxInstances()));
            }
        }));
        scales.replace(environment.key(), next);
        steps.applyLive(context);
    }
}
