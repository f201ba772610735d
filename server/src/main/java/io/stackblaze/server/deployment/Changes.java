package io.stackblaze.server.deployment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Service;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.project.Projects.Intent;
import io.stackblaze.server.release.Builds;
import io.stackblaze.server.release.Content;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Release;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.source.Sources;
import io.stackblaze.server.variable.VariableChange;
import io.stackblaze.server.variable.Variables;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that can be asked to be changed about environments: checks what is asked, refuses with a {@link Problem},
 * and begins an operation. For the API and the dashboard alike. Any thread may use it.
 */
public final class Changes {
    private static final Set<String> PLATFORM_NAMES = Set.of("PORT", "DYNO", "HOME");

    private final Parts parts;

    /** What it works with. */
    public record Parts(Operations operations, Projects projects, Releases releases, Builds builds, Variables variables,
            Datastores datastores, Sources sources, JsonMapper json) {}

    /**
     * Who asks.
     *
     * @param once equal for repetitions of the same request
     */
    public record Asker(String name, Optional<String> once) {}

    /**
     * What is to be deployed.
     *
     * @param scale numbers of instances that are fixed with it, as {@link #scale} does; 0 keeps a service from starting
     */
    public record Deployment(String blueprint, String source, @Nullable String message, @Nullable String commit,
            Map<String, Integer> scale) {
        /** Copies the map. */
        public Deployment {
            scale = Map.copyOf(scale);
        }
    }

    /** Over what is kept. */
    public Changes(Parts parts) {
        this.parts = parts;
    }

    /** Deploys; makes project and environment when they do not exist. */
    public Operation deploy(EnvironmentId id, Deployment wanted, Asker asker) {
        var blueprint = BlueprintCheck.read(wanted.blueprint(), id);
        refuseScale(wanted.scale(), blueprint.services(id.environment()));
        if (!parts.sources().has(wanted.source())) {
            throw Problem.invalid("source", "is not known here", "Upload it first: POST /api/v1/sources.");
        }
        var existing = parts.projects().find(id);
        BlueprintCheck.refuseMissing(blueprint,
                existing.map(environment -> parts.variables().list(environment.key())).orElse(java.util.List.of()), id);
        parts.projects().ensure(id);
        var input = input();
        input.put("environment", id.environment());
        input.put("blueprint", wanted.blueprint());
        input.put("source", wanted.source());
        input.put("commit", wanted.commit() == null ? "" : wanted.commit());
        String what = wanted.commit() == null ? wanted.source() : wanted.commit();
        String description = wanted.message() == null || wanted.message().isBlank()
                ? "Deploy " + what.substring(0, Math.min(7, what.length()))
                : wanted.message();
        input.put("description", description);
        var numbers = input.putObject("scale");
        wanted.scale().forEach(numbers::put);
        return begin("deployment", id, asker, description, input);
    }

    /** Changes variables; empty when nothing runs, so that nothing but keeping them is to be done. */
    public Optional<Operation> variables(EnvironmentId id, VariableChange change, Asker asker) {
        change.set().forEach(variable -> refusePlatformName(variable.name()));
        var environment = parts.projects().ensure(id);
        if (environment.intent() != Intent.UP && parts.operations().current(id.project(), id.environment()).isEmpty()) {
            parts.variables().change(environment.key(), change, asker.name());
            return Optional.empty();
        }
        var input = input();
        var set = input.putArray("set");
        change.set().forEach(variable -> set.addObject().put("name", variable.name()).put("value", variable.value())
                .put("secret", variable.secret()).put("service", variable.service()));
        var unset = input.putArray("unset");
        change.unset().forEach(name -> unset.addObject().put("name", name.name()).put("service", name.service()));
        return Optional.of(begin("variables", id, asker, change.description(), input));
    }

    /** Fixes numbers of instances. */
    public Operation scale(EnvironmentId id, Map<String, Integer> wanted, Asker asker) {
        refuseScale(wanted, running(id));
        var input = input();
        var numbers = input.putObject("services");
        wanted.forEach(numbers::put);
        return begin("scale", id, asker, "Scale " + String.join(", ",
                wanted.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).sorted().toList()),
                input);
    }

    private static void refuseScale(Map<String, Integer> wanted, Map<String, Service> services) {
        wanted.forEach((name, instances) -> {
            Service service = services.get(name);
            if (!(service instanceof ProcessService)) {
                throw Problem.invalid("services." + name, "is no service that can be scaled",
                        "There are: " + String.join(", ", processes(services)) + ".");
            }
            if (service instanceof Cron && instances > 1) {
                throw Problem.invalid("services." + name, "is a cron job", "Give 0 to pause it, 1 to let it run.");
            }
        });
    }

    /** Goes back to a release, by default the one before the live one. */
    public Operation rollback(EnvironmentId id, Optional<Integer> release, Asker asker) {
        var environment = existing(id);
        int target = release.orElseGet(() -> previous(environment));
        var found = parts.releases().find(environment.key(), target)
                .orElseThrow(() -> Problem.notFound("Release " + target + " of " + id,
                        "See `stackblaze releases` for those there are."));
        if (found.state() == Release.State.LIVE && environment.intent() == Intent.UP) {
            throw conflict("Release " + target + " is the live one.", "Name another one; see `stackblaze releases`.");
        }
        if (found.state() == Release.State.PENDING || found.state() == Release.State.FAILED) {
            throw conflict("Release " + target + " never became live.", "Name another one; see `stackblaze releases`.");
        }
        var content = parts.releases().content(environment.key(), target).orElseThrow();
        content.builds().forEach((service, build) -> {
            if (parts.builds().find(build).isEmpty()) {
                throw conflict("The build of " + service + " in release " + target
                        + " is not kept any more; the last 20 releases keep theirs.", "Deploy the old source again.");
            }
        });
        var input = input();
        input.put("release", target);
        return begin("rollback", id, asker, "Roll back to release " + target, input);
    }

    /** Replaces instances of one service, or of all. */
    public Operation restart(EnvironmentId id, Optional<String> service, Asker asker) {
        var services = running(id);
        service.ifPresent(name -> {
            if (!(services.get(name) instanceof ProcessService process) || process instanceof Cron) {
                throw Problem.invalid("service", "is none that can be restarted",
                        "There are: " + String.join(", ", processes(services)) + ".");
            }
        });
        var input = input();
        service.ifPresent(name -> input.put("service", name));
        return begin("restart", id, asker, "Restart " + service.orElse("all services"), input);
    }

    /** Stops all services, keeps all data. */
    public Operation down(EnvironmentId id, Asker asker) {
        existing(id);
        return begin("down", id, asker, "Take " + id + " down", input());
    }

    /** Deletes a datastore that the live blueprint does not name. */
    public Operation destroyDatastore(EnvironmentId id, String service, String confirm, Asker asker) {
        var environment = existing(id);
        if (parts.datastores().list(environment.key()).stream().noneMatch(store -> store.service().equals(service))) {
            throw Problem.notFound("The datastore " + service + " of " + id, "See `stackblaze status`.");
        }
        if (live(environment).map(blueprint -> blueprint.services(id.environment()).containsKey(service))
                .orElse(false)) {
            throw conflict("The live blueprint names " + service + ".",
                    "Take it out of blueprint.yaml, deploy, then destroy it.");
        }
        parts.datastores().leads(environment.key()).forEach((name, to) -> {
            if (to.equals(service)) {
                throw conflict("The connection strings of " + name + " lead to " + service + ".",
                        "Swap them back first: `stackblaze db swap " + name + " " + service + "`.");
            }
        });
        refuseUnconfirmed(service, confirm);
        var input = input();
        input.put("service", service);
        return begin("destroy-datastore", id, asker, "Destroy " + service, input);
    }

    /** Deletes everything of a project. */
    public Operation destroyProject(String project, String confirm, Asker asker) {
        if (!parts.projects().exists(project)) {
            throw noProject(project);
        }
        refuseUnconfirmed(project, confirm);
        return parts.operations().begin(new Operations.Request("destroy-project", project, null, asker.name(),
                "Destroy " + project, input(), asker.once()));
    }

    /** The environment, which must exist. */
    public Projects.Environment existing(EnvironmentId id) {
        return parts.projects().find(id).orElseThrow(() -> parts.projects().exists(id.project())
                ? Problem.notFound("The environment " + id, "Deploy to it first: `stackblaze up --environment "
                        + id.environment() + "`.")
                : noProject(id.project()));
    }

    private static Problem noProject(String project) {
        return Problem.notFound("The project " + project, "See `stackblaze projects`, or deploy it: `stackblaze up`.");
    }

    private int previous(Projects.Environment environment) {
        var live = parts.releases().live(environment.key());
        int below = live.map(Release::version).orElse(Integer.MAX_VALUE);
        return parts.releases().list(environment.key(), Optional.of(below), 100).stream()
                .filter(release -> release.state() == Release.State.SUPERSEDED).findFirst().map(Release::version)
                .orElseThrow(() -> conflict("There is no release before the live one.",
                        "See `stackblaze releases` for those there are."));
    }

    private Map<String, Service> running(EnvironmentId id) {
        var environment = existing(id);
        if (environment.intent() != Intent.UP) {
            throw conflict("Nothing runs in " + id + ".", "Deploy it: `stackblaze up`.");
        }
        return live(environment).map(blueprint -> blueprint.services(id.environment())).orElse(Map.of());
    }

    private Optional<Blueprint> live(Projects.Environment environment) {
        return parts.releases().liveContent(environment.key()).map(Content::blueprint).map(PartsLoader::blueprint);
    }

    private static java.util.List<String> processes(Map<String, Service> services) {
        return services.values().stream().filter(ProcessService.class::isInstance).map(Service::name).toList();
    }

    private static void refusePlatformName(String name) {
        if (PLATFORM_NAMES.contains(name) || name.startsWith("STACKBLAZE_")) {
            throw Problem.invalid("set." + name, "is given by the platform", "Choose another name.");
        }
    }

    private static void refuseUnconfirmed(String name, String confirm) {
        if (!name.equals(confirm)) {
            throw Problem.invalid("confirm", "is not the name of what would be destroyed", "Give exactly: " + name);
        }
    }

    private static Problem conflict(String detail, String remedy) {
        return new Problem(Problem.Kind.CONFLICT, detail, remedy);
    }

    private ObjectNode input() {
        return parts.json().createObjectNode();
    }

    private Operation begin(String kind, EnvironmentId id, Asker asker, String description, ObjectNode input) {
        return parts.operations().begin(new Operations.Request(kind, id.project(), id.environment(), asker.name(),
                description, input, asker.once()));
    }
}
