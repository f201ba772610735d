package io.stackblaze.server.deployment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.Plan;
import io.stackblaze.blueprint.PlanText;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Source;
import io.stackblaze.build.Builder;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.release.Builds;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.release.Scales;
import io.stackblaze.server.source.Sources;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.JsonNode;

/** {@code deployment}: source and blueprint become a release, and the release becomes live. */
final class DeploymentKind implements Kind {
    private final ReleaseSteps steps;
    private final BuildStep builds;
    private final PreDeployStep preDeploy;
    private final Releases releases;
    private final Variables variables;
    private final Sources sources;
    private final LiveServices liveServices;
    private final Scales scales;

    DeploymentKind(ReleaseSteps steps, Builder builder, Builds builds, Releases releases, Variables variables,
            Sources sources, LiveServices liveServices, Scales scales) {
        this.steps = steps;
        this.builds = new BuildStep(builder, builds, sources);
        this.preDeploy = new PreDeployStep(steps);
        this.releases = releases;
        this.variables = variables;
        this.sources = sources;
        this.liveServices = liveServices;
        this.scales = scales;
    }

    @Override
    public String word() {
        return "deployment";
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var services = processes(input);
        var list = new ArrayList<Step>();
        list.add(new Step("plan", this::plan));
        list.add(new Step("fetch", this::fetch));
        groups(services).forEach((source, group) -> list.add(new Step("build " + String.join(", ", names(group)), true,
                context -> builds.run(context, source, group))));
        list.add(new Step("release", this::release));
        list.add(new Step("datastores", steps::datastores));
        boolean prepares = input.path("pre_deploy").asBoolean(true);
        services.stream().filter(service -> prepares && service.preDeploy() != null).forEach(service -> list.add(
                new Step("pre-deploy " + service.name(), true, context -> preDeploy.run(context, service.name()))));
        list.add(new Step("start", steps::start));
        services.stream().filter(service -> !(service instanceof Cron)).forEach(service -> list.add(
                new Step("health " + service.name(), context -> steps.healthy(context, List.of(service.name())))));
        list.add(new Step("switch", steps::switchOver));
        return list;
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(steps.putBack());
    }

    private void plan(StepContext context) throws StepFailure {
        var environment = steps.environment(context);
        var blueprint = blueprint(context.input());
        BlueprintCheck.refuseMissing(blueprint, variables.list(environment.key()), context.environment());
        var plan = Plan.between(liveServices.of(environment),
                blueprint.services(context.environment().environment()));
        PlanText.lines(plan).forEach(context::log);
        for (var refused : plan.refused()) {
            throw new StepFailure(refused.service() + ": " + refused.problem(), refused.remedy());
        }
        int changes = plan.changes().size();
        context.detail(
                plan.isEmpty() ? "no change in the blueprint" : changes == 1 ? "1 change" : changes + " changes");
    }

    private void fetch(StepContext context) throws StepFailure {
        String source = source(context);
        if (!sources.has(source)) {
            throw new StepFailure("The source " + source.substring(0, 12) + " is not kept any more.",
                    "Upload it again: run `stackblaze up`.");
        }
        context.detail("source " + source.substring(0, 12));
    }

    private void release(StepContext context) {
        var environment = steps.environment(context);
        var ids = new LinkedHashMap<String, String>();
        processes(context.input())
                .forEach(service -> ids.put(service.name(), BuildStep.built(context, service.name())));
        String commit = context.input().path("commit").asString("");
        int version = releases.create(new Releases.Draft(environment.key(), context.operation(), context.by(),
                context.input().path("description").asString("Deploy"), commit.isEmpty() ? null : commit, null,
                context.input().path("blueprint").asString(), variables.list(environment.key()), ids));
        ReleaseSteps.remember(context, version);
        var wanted = context.input().path("scale");
        processes(context.input()).stream().filter(service -> wanted.has(service.name())).forEach(service -> {
            var file = Scales.ofFile(service);
            scales.set(environment.key(), service.name(), new Scales.Scale(wanted.path(service.name()).intValue(),
                    file.minInstances(), file.maxInstances()));
        });
    }

    private static Map<Source, List<ProcessService>> groups(List<ProcessService> services) {
        var groups = new LinkedHashMap<Source, List<ProcessService>>();
        services.forEach(service -> groups.computeIfAbsent(service.source(), _ -> new ArrayList<>()).add(service));
        return groups;
    }

    private static List<ProcessService> processes(JsonNode input) {
        return blueprint(input).services(input.path("environment").asString()).values().stream()
                .filter(ProcessService.class::isInstance).map(ProcessService.class::cast).toList();
    }

    private static List<String> names(List<ProcessService> services) {
        return services.stream().map(ProcessService::name).toList();
    }

    private static Blueprint blueprint(JsonNode input) {
        return PartsLoader.blueprint(input.path("blueprint").asString());
    }

    static String source(StepContext context) {
        return context.input().path("source").asString();
    }
}
