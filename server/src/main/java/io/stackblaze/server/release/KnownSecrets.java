package io.stackblaze.server.release;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.stackblaze.engine.Secret;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.secret.Redactor;
import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.Variables;
import org.jspecify.annotations.Nullable;

/** Knows the secret values of environments, to keep them out of what is shown. */
public final class KnownSecrets {
    private final Projects projects;
    private final Variables variables;
    private final Releases releases;
    private final Datastores datastores;
    private final Function<String, Collection<String>> others;

    /**
     * Over what is kept.
     *
     * @param others what else is secret in a project, by its name
     */
    public KnownSecrets(Projects projects, Variables variables, Releases releases, Datastores datastores,
            Function<String, Collection<String>> others) {
        this.projects = projects;
        this.variables = variables;
        this.releases = releases;
        this.datastores = datastores;
        this.others = others;
    }

    /**
     * Blanks out the secrets of an environment as they are now.
     *
     * @param environment null for all of the project
     */
    public Redactor redactor(String project, @Nullable String environment) {
        var secrets = new HashSet<String>(others.apply(project));
        projects.environments(project).stream()
                .filter(row -> environment == null || row.id().environment().equals(environment))
                .forEach(row -> collect(row.key(), secrets));
        return new Redactor(secrets);
    }

    private void collect(long environment, Set<String> secrets) {
        add(variables.list(environment), secrets);
        releases.liveContent(environment).ifPresent(content -> add(content.variables(), secrets));
        datastores.passwords(environment).values().stream().map(Secret::reveal).forEach(secrets::add);
    }

    private static void add(List<Variable> variables, Set<String> secrets) {
        variables.stream().filter(Variable::secret).map(Variable::value).forEach(secrets::add);
    }
}
