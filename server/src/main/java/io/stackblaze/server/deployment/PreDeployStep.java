package io.stackblaze.server.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.OneOff;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;

/** Runs a service's {@code pre_deploy} with the new release's code and variables. */
final class PreDeployStep {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LAST = 50;

    private final ReleaseSteps steps;

    PreDeployStep(ReleaseSteps steps) {
        this.steps = steps;
    }

    void run(StepContext context, String name) throws StepFailure {
        var parts = steps.parts(context, steps.environment(context));
        if (!(parts.services().get(name) instanceof ProcessService service)) {
            throw new IllegalStateException(name);
        }
        String command = Objects.requireNonNull(service.preDeploy());
        context.detail(command);
        new PointBefore(steps.engine()).mark(context, parts);
        var last = new ArrayList<String>();
        int code = steps.engine().run(new OneOff(context.environment(), name, "release." + parts.content().version(),
                steps.maker().workload(parts, service, command), LONGEST), line -> take(context, last, line));
        if (code != 0) {
            throw new StepFailure("The pre_deploy command of " + name + " ended with code " + code + ": " + command,
                    "Correct it and deploy again; what ran before still runs.", lines(last));
        }
    }

    private static void take(StepContext context, List<String> last, LogLine line) {
        context.log(line.text());
        synchronized (last) {
            last.add(line.text());
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }
    }

    private static List<String> lines(List<String> last) {
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
