package io.stackblaze.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Source turned into something that runs. Its folder holds {@code app/}, which becomes {@code /app} of each instance,
 * and {@code build.json} with this record; both never change.
 *
 * @param id content address, 64 hexadecimal digits
 * @param directory the folder
 * @param processes command lines by process type, from the Procfile and from detection; {@code web} among them if known
 * @param environment variables the code needs at run time, {@code PATH} among them
 * @param layers folders outside {@code app} that it refers to by absolute path, each below the store's layers
 */
public record Build(String id, Path directory, Map<String, String> processes, Map<String, String> environment,
        List<String> layers) {
    /** Copies. */
    public Build {
        processes = Map.copyOf(processes);
        environment = Map.copyOf(environment);
        layers = List.copyOf(layers);
    }
}
