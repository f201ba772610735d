package io.stackblaze.server.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.Plan;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.Variables;
import org.jspecify.annotations.Nullable;

/** Says what a deployment of a blueprint would change; changes nothing. */
public final class Plans {
    private final Projects projects;
    private final LiveServices liveServices;
    private final Variables variables;

    /** What would change, and what is worth knowing before. */
    public record Planned(List<Change> changes, List<String> warnings) {}

    /**
     * One service's change.
     *
     * @param action {@code create}, {@code update}, {@code remove}, {@code keep} or {@code refused}
     * @param restarts whether instances are replaced; null where that is no question
     * @param because why they are replaced
     * @param problem why it is refused
     */
    public record Change(String action, String service, String type, @Nullable Boolean restarts,
            @Nullable List<String> because, @Nullable List<Plan.Field> fields, @Nullable String problem,
            @Nullable String remedy) {}

    /** Over what is kept. */
    public Plans(Projects projects, LiveServices liveServices, Variables variables) {
        this.projects = projects;
        this.liveServices = liveServices;
        this.variables = variables;
    }

    /**
     * Compares a blueprint's text with what is live; a problem with all faults when it cannot be used.
     *
     * @param setting variables that will be set before it is deployed
     */
    public Planned plan(EnvironmentId id, String text, Set<String> setting) {
        var blueprint = BlueprintCheck.read(text, id);
        var environment = projects.find(id);
        var set = environment.map(row -> variables.list(row.key())).orElse(List.of());
        var wanted = blueprint.services(id.environment());
        var live = environment.map(liveServices::of).orElse(Map.of());
        var warnings = new ArrayList<String>();
        BlueprintCheck.missingSecrets(blueprint, set).stream().filter(name -> !setting.contains(name))
                .forEach(name -> warnings.add("The secret " + name + " has no value; a deployment will be refused."));
        wanted.values().stream().filter(ProcessService.class::isInstance).map(ProcessService.class::cast)
                .forEach(service -> hidden(service, set, warnings));
        return new Planned(Plan.between(live, wanted).changes().stream().map(Plans::change).toList(), warnings);
    }

    private static void hidden(ProcessService service, List<Variable> set, List<String> warnings) {
        service.env().keySet().stream()
                .filter(name -> set.stream().anyMatch(variable -> variable.name().equals(name)
                        && (variable.service().isEmpty() || variable.service().equals(service.name()))))
                .forEach(name -> warnings.add("services." + service.name() + ".env." + name
                        + " has no effect: a value set with `stackblaze env set` wins."));
    }

    private static Change change(Plan.Change change) {
        String type = change.type().word();
        return switch (change) {
            case Plan.Change.Create create ->
                new Change("create", create.service(), type, null, null, create.fields(), null, null);
            case Plan.Change.Update update -> new Change("update", update.service(), type, update.restarts(),
                    update.because().stream().map(Plan.Restart::sentence).toList(), update.fields(), null, null);
            case Plan.Change.Remove remove ->
                new Change("remove", remove.service(), type, null, null, null, null, null);
            case Plan.Change.Keep keep -> new Change("keep", keep.service(), type, null, null, null, null, null);
            case Plan.Change.Refused refused ->
                new Change("refused", refused.service(), type, null, null, null, refused.problem(), refused.remedy());
        };
    }
}
