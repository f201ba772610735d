package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.server.operation.Kind.Body;
import io.stackblaze.server.operation.Kind.Step;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variables;

/** A release of the code that runs, with other settings; where nothing runs, the settings wait for the next one. */
final class SameCode {
    private static final String NOTHING_RUNS = "nothing runs";

    private final ReleaseSteps steps;
    private final Releases releases;
    private final Variables variables;

    SameCode(ReleaseSteps steps, Releases releases, Variables variables) {
        this.steps = steps;
        this.releases = releases;
        this.variables = variables;
    }

    /** The steps of such a release, of which the first changes the settings and calls {@link #release}. */
    List<Step> steps(Body change) {
        return List.of(new Step("release", change), unlessNothingRuns("start", steps::start),
                unlessNothingRuns("health", steps::allHealthy), unlessNothingRuns("switch", steps::switchOver));
    }

    void release(StepContext context, String description) {
        var environment = steps.environment(context);
        var live = releases.liveContent(environment.key());
        if (live.isEmpty() || environment.intent() != Intent.UP) {
            context.keep(NOTHING_RUNS, "yes");
            context.detail("kept; nothing runs");
            return;
        }
        var content = live.get();
        ReleaseSteps.remember(context, releases.create(new Releases.Draft(environment.key(), context.operation(),
                context.by(), description, content.commit(), null, content.blueprint(),
                variables.list(environment.key()), content.builds())));
    }

    private static Step unlessNothingRuns(String name, Body body) {
        return new Step(name, context -> {
            if (context.fact(NOTHING_RUNS).isEmpty()) {
                body.run(context);
            }
        });
    }
}
