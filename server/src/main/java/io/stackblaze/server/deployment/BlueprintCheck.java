package io.stackblaze.server.deployment;

import java.util.ArrayList;
import java.util.List;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Fault;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.blueprint.Source;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.variable.Variable;

/** Whether a blueprint can be deployed to an environment; pure. */
final class BlueprintCheck {
    private static final String FILE = "blueprint.yaml";

    private BlueprintCheck() {}

    /** Reads it; a {@link Problem} with every fault when it cannot be used. */
    static Blueprint read(String text, EnvironmentId id) {
        return switch (BlueprintReader.read(text, FILE)) {
            case Reading.Invalid invalid ->
                throw problem(invalid.faults().stream().map(BlueprintCheck::fault).toList());
            case Reading.Valid valid -> {
                var faults = faults(valid.blueprint(), id);
                if (!faults.isEmpty()) {
                    throw problem(faults);
                }
                yield valid.blueprint();
            }
        };
    }

    /** Secrets that the blueprint declares and nobody has set. */
    static List<String> missingSecrets(Blueprint blueprint, List<Variable> variables) {
        return blueprint.secrets().stream()
                .filter(name -> variables.stream().noneMatch(variable -> variable.name().equals(name))).toList();
    }

    /** A refusal that names them all, with the command for each. */
    static void refuseMissing(Blueprint blueprint, List<Variable> variables, EnvironmentId id) {
        var missing = missingSecrets(blueprint, variables);
        if (missing.isEmpty()) {
            return;
        }
        var faults = missing.stream().map(name -> new Problem.RequestFault(FILE, null, null, "secrets." + name,
                "has no value in " + id, command(id, name))).toList();
        throw new Problem(Problem.Kind.MISSING_SECRETS,
                "The blueprint declares secrets that have no value in " + id + ": " + String.join(", ", missing) + ".",
                "Run: " + String.join("; ", missing.stream().map(name -> command(id, name)).toList()), faults);
    }

    private static String command(EnvironmentId id, String name) {
        return "stackblaze env set --secret " + name + " --project " + id.project() + " --environment "
                + id.environment();
    }

    private static List<Problem.RequestFault> faults(Blueprint blueprint, EnvironmentId id) {
        var faults = new ArrayList<Problem.RequestFault>();
        if (!blueprint.name().equals(id.project())) {
            faults.add(fault("name", "is " + blueprint.name() + ", but the deployment is for " + id.project(),
                    "Deploy to the project " + blueprint.name() + ", or change the name."));
        }
        blueprint.services(id.environment()).values().forEach(service -> {
            if (service instanceof Web && service.name().contains("--")) {
                faults.add(fault("services." + service.name(), "has two hyphens in a row, which host names of other"
                        + " environments have between environment and service", "Choose a name with single hyphens."));
            }
            if (service instanceof ProcessService process && process.source() instanceof Source.Image) {
                faults.add(fault("services." + service.name() + ".image", "cannot run here: this engine runs no images",
                        "Give build with the folder of the source instead."));
            }
        });
        return faults;
    }

    private static Problem.RequestFault fault(String path, String problem, String remedy) {
        return new Problem.RequestFault(FILE, null, null, path, problem, remedy);
    }

    private static Problem.RequestFault fault(Fault fault) {
        return new Problem.RequestFault(fault.file(), fault.line(), fault.column(), fault.path(), fault.problem(),
                fault.remedy());
    }

    private static Problem problem(List<Problem.RequestFault> faults) {
        var first = faults.getFirst();
        return new Problem(Problem.Kind.INVALID,
                "The blueprint cannot be used: " + (faults.size() == 1 ? "one fault" : faults.size() + " faults") + "; "
                        + (first.path().isEmpty() ? "" : first.path() + ": ") + first.problem(),
                first.remedy(), faults);
    }
}
