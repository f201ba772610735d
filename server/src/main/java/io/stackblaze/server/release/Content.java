package io.stackblaze.server.release;

import java.util.List;
import java.util.Map;

import io.stackblaze.server.variable.Variable;
import org.jspecify.annotations.Nullable;

/**
 * What a release consists of.
 *
 * @param blueprint text of the blueprint
 * @param variables what people had set when it was made
 * @param builds build of each process service, by its name
 * @param commit the source's commit, when it was told
 */
public record Content(int version, String blueprint, List<Variable> variables, Map<String, String> builds,
        @Nullable String commit) {
    /** Copies. */
    public Content {
        variables = List.copyOf(variables);
        builds = Map.copyOf(builds);
    }
}
