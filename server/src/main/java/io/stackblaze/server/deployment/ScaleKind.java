package io.stackblaze.server.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
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
    private final LiveScale scale;
    private final JsonMapper json;

    ScaleKind(ReleaseSteps steps, LiveScale scale, Scales scales, JsonMapper json) {
        this.steps = steps;
        this.scales = scales;
        this.scale = scale;
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
        var wanted = new HashMap<String, Integer>();
        context.input().path("services").properties()
                .forEach(entry -> wanted.put(entry.getKey(), entry.getValue().intValue()));
        scale.to(context, wanted);
    }

    private void putBack(StepContext context) throws StepFailure, InterruptedException {
        if (context.fact(BEFORE).isPresent()) {
            scales.replace(steps.environment(context).key(), json.readValue(context.fact(BEFORE).get(), SCALES));
            steps.applyLive(context);
        }
    }
}
