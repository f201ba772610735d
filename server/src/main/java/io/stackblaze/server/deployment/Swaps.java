package io.stackblaze.server.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Value;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.LiveServices;
import tools.jackson.databind.json.JsonMapper;

/** Plans and orders swaps of two datastores' connection strings. Any thread may use it. */
public final class Swaps {
    private final Projects projects;
    private final Datastores datastores;
    private final LiveServices liveServices;
    private final Operations operations;
    private final JsonMapper json;

    /** Over what is kept. */
    public Swaps(Projects projects, Datastores datastores, LiveServices liveServices, Operations operations,
            JsonMapper json) {
        this.projects = projects;
        this.datastores = datastores;
        this.liveServices = liveServices;
        this.operations = operations;
        this.json = json;
    }

    /** Two datastores of an environment. */
    public record Pair(EnvironmentId id, String one, String other) {}

    /**
     * What a swap would change, a sentence each.
     *
     * @throws Problem when they cannot be swapped
     */
    public List<String> plan(Pair pair) {
        var environment = checked(pair);
        var after = after(pair, datastores.leads(environment.key()));
        var lines = new ArrayList<String>();
        liveServices.of(environment).values().stream().filter(ProcessService.class::isInstance)
                .map(ProcessService.class::cast).forEach(service -> service.env().forEach((name, value) -> {
                    if (value instanceof Value.FromService from && after.containsKey(from.service())) {
                        lines.add("%s: %s leads to %s".formatted(service.name(), name, after.get(from.service())));
                    }
                }));
        if (lines.isEmpty()) {
            lines.add("No service refers to " + pair.one() + " or " + pair.other() + ".");
        }
        return lines;
    }

    /** Begins it. */
    public Operation begin(Pair pair, String by, Optional<String> once) {
        var environment = checked(pair);
        var leads = datastores.leads(environment.key());
        var description = "Swap " + pair.one() + " and " + pair.other();
        var input = json.createObjectNode().put("description", description);
        var before = input.putObject("before");
        before.put(pair.one(), leads.getOrDefault(pair.one(), pair.one()));
        before.put(pair.other(), leads.getOrDefault(pair.other(), pair.other()));
        var after = input.putObject("after");
        after(pair, leads).forEach(after::put);
        return operations.begin(new Operations.Request("swap", pair.id().project(), pair.id().environment(), by,
                description, input, once));
    }

    private static Map<String, String> after(Pair pair, Map<String, String> leads) {
        return Map.of(pair.one(), leads.getOrDefault(pair.other(), pair.other()), pair.other(),
                leads.getOrDefault(pair.one(), pair.one()));
    }

    private Projects.Environment checked(Pair pair) {
        var environment = projects.find(pair.id()).orElseThrow(
                () -> Problem.notFound("The environment " + pair.id(), "Deploy to it first: `stackblaze up`."));
        var one = known(environment, pair.id(), pair.one());
        var other = known(environment, pair.id(), pair.other());
        if (pair.one().equals(pair.other()) || one.type() != other.type()) {
            throw Problem.invalid("with", "must be another " + one.type().word() + " than " + pair.one(),
                    "All there are: `stackblaze db list`.");
        }
        return environment;
    }

    private Datastores.Datastore known(Projects.Environment environment, EnvironmentId id, String service) {
        return datastores.list(environment.key()).stream().filter(store -> store.service().equals(service)).findFirst()
                .orElseThrow(() -> Problem.notFound("The datastore " + service + " of " + id,
                        "All there are: `stackblaze db list`."));
    }
}
