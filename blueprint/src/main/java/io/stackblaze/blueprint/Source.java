package io.stackblaze.blueprint;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Where the code of a service comes from. */
public sealed interface Source {
    /**
     * A folder of the repository.
     *
     * @param context path from the folder of the blueprint, with {@code /}, never leaving it; {@code .} is that folder
     * @param dockerfile path of a Dockerfile from the context; null when not given
     * @param command command that builds after dependencies are there; null leaves it to detection
     * @param buildpacks classic Heroku buildpacks in order: directories of the repository or git URLs
     */
    record Build(String context, @Nullable String dockerfile, @Nullable String command, List<String> buildpacks)
            implements
                Source {
        /** Copies the list. */
        public Build {
            buildpacks = List.copyOf(buildpacks);
        }
    }

    /**
     * An image, on engines that run images.
     *
     * @param reference as {@code registry/name:tag} or with a digest
     */
    record Image(String reference) implements Source {}
}
