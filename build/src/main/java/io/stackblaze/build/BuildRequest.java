package io.stackblaze.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What to build.
 *
 * @param context folder with the source; never written to
 * @param dockerfile path of a Dockerfile below the context; null for none
 * @param command the team's own build command; null leaves it to detection
 * @param buildpacks classic Heroku buildpacks, directories below {@code repository} or git URLs
 * @param repository root of the source tree, the context or above it
 * @param environment plain variables a build may see; never secrets of run time
 * @param subject stable name of what is built, {@code shop/web}: a build is compared with the one before of the same
 * subject, to say what changed, and shares tool caches with it; null compares and shares nothing
 */
public record BuildRequest(Path context, Path repository, @Nullable String dockerfile, @Nullable String command,
        List<String> buildpacks, Map<String, String> environment, @Nullable String subject) {
    /** Copies. */
    public BuildRequest {
        buildpacks = List.copyOf(buildpacks);
        environment = Map.copyOf(environment);
    }
}
