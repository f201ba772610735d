package io.stackblaze.server.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Scales;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code scale}: other numbers of instances of the live release; no new release, as on Heroku. */
final class ScaleKind implements Kind {
    private static final TypeReference<Map<String, Scales.Scale>> SCALES = new TypeReference<>() {
    };
    private static final String BEFORE = "before";

    private final ReleaseSteps steps;
    private final Scales scales;
    private final PartsLoader loader;
    private final JsonMapper json;

    ScaleKind(ReleaseSteps steps, Scales scales, PartsLoader loader, JsonMapper json) {
        this.steps = steps;
        this.scales = scales;
        this.loader = loader;
        this.json = json;
    }

    @Override
    public String word() {
        return "scale";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(new Step("note", this::note), new Step("scale", this::scale));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(new Step("put back", this::putBack));
    }

    private void note(StepContext context) {
        var before = scales.list(steps.environment(context).key());
        context.keep(BEFORE, json.writeValueAsString(before));
    }

    private void scale(StepContext context) throws StepFailure, InterruptedException {
        var environment = steps.environment(context);
        var live = loader.live(environment);
        var next = new HashMap<>(scales.list(environment.key()));
        live.ifPresent(parts -> context.input().path("services").properties().forEach(entry -> {
            if (parts.services().get(entry.getKey()) instanceof ProcessService service) {
                var file = Scales.ofFile(service);
                next.put(entry.getKey(),
                        new Scales.Scale(entry.getValue().intValue(), file.minInstances(), file.maxInstances()));
            }
        }));
        scales.replace(environment.key(), next);
        steps.applyLive(context);
    }

    private void putBack(StepContext context) throws StepFailure, InterruptedException {
        if (context.fact(BEFORE).isPresent()) {
            scales.replace(steps.environment(context).key(), json.readValue(context.fact(BEFORE).get(), SCALES));
            steps.applyLive(context);
        }
    }
}
