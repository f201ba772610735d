package io.stackblaze.blueprint.init;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a repository: the files that say how its code is built and run.
 *
 * @param name its name, usually the folder's; any text
 * @param folders the folder itself first, as {@code .}, then folders in it that hold such files
 */
public record RepositoryFacts(String name, List<Folder> folders) {
    /** Copies the list. */
    public RepositoryFacts {
        folders = List.copyOf(folders);
    }

    /**
     * One folder.
     *
     * @param path path from the repository's folder, of letters, digits, {@code . _ -} and {@code /}; {@code .} for
     * that
     * one
     * @param files text of the files of {@link RepositoryScan#FILES} that are there, by name
     */
    public record Folder(String path, Map<String, String> files) {
        /** Copies the map. */
        public Folder {
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }

        /** Whether there is such a file. */
        boolean has(String file) {
            return files.containsKey(file);
        }

        /** Its text, or null. */
        @Nullable
        String text(String file) {
            return files.get(file);
        }
    }
}
