package io.stackblaze.server.release;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Value;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.variable.Variable;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a process, from what is easily overruled to what nothing overrules: the build's, those that code
 * from Heroku expects, the blueprint's, those that people set for all services, those set for this one, the platform's.
 * Pure.
 */
final class ProcessEnvironment {
    private final EnvironmentId id;
    private final int release;
    private final @Nullable String commit;
    private final Set<String> declaredSecrets;
    private final List<Variable> variables;
    private final ServiceProperties properties;

    ProcessEnvironment(EnvironmentId id, int release, @Nullable String commit, List<String> declaredSecrets,
            List<Variable> variables, ServiceProperties properties) {
        this.id = id;
        this.release = release;
        this.commit = commit;
        this.declaredSecrets = Set.copyOf(declaredSecrets);
        this.variables = variables;
        this.properties = properties;
    }

    Map<String, String> of(ProcessService service, Map<String, String> build) {
        var result = new HashMap<>(build);
        result.put("HEROKU_APP_NAME", id.project());
        result.put("HEROKU_RELEASE_VERSION", "v" + release);
        if (commit != null) {
            result.put("HEROKU_BUILD_COMMIT", commit);
            result.put("HEROKU_SLUG_COMMIT", commit);
        }
        service.env().forEach((name, value) -> result.put(name, switch (value) {
            case Value.Plain plain -> plain.text();
            case Value.FromService reference -> properties.of(reference);
        }));
        variables.stream().filter(variable -> variable.service().isEmpty() && mayRead(service, variable))
                .forEach(variable -> result.put(variable.name(), variable.value()));
        variables.stream().filter(variable -> variable.service().equals(service.name()))
                .forEach(variable -> result.put(variable.name(), variable.value()));
        result.put("STACKBLAZE_ENV", id.environment());
        result.put("STACKBLAZE_SERVICE_NAME", service.name());
        result.put("STACKBLAZE_RELEASE", Integer.toString(release));
        return result;
    }

    /** A secret that the blueprint declares is only for services that refer to it; anything else is for all. */
    private boolean mayRead(ProcessService service, Variable variable) {
        return !variable.secret() || !declaredSecrets.contains(variable.name())
                || service.secretRefs().contains(variable.name());
    }
}
