package io.stackblaze.build.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.build.BuildException;
import io.stackblaze.sandbox.Trees;

/** Copies of layers, and whether they are still what they were. */
public final class Folders {
    /** Where tools keep what they can make again; it is not worth a copy of everything. */
    private static final Set<String> CACHES = Set.of(".cache", ".vite", ".vite-temp");
    /** What package managers note for themselves. */
    private static final Set<String> NOTES = Set.of(".package-lock.json", ".yarn-integrity", ".modules.yaml",
            ".yarn-state.yml");

    private Folders() {}

    /** Deletes what tools have cached in a folder. */
    public static void forgetCaches(Path folder) throws IOException {
        for (var cache : CACHES) {
            Trees.delete(folder.resolve(cache));
        }
    }

    /** Copies a folder with its links and times, sharing bytes where the disk can. */
    public static void copy(Path from, Path to) throws BuildException, IOException, InterruptedException {
        var copy = new ProcessBuilder("cp", "-a", "--reflink=auto", "--", from.toString(), to.toString())
                .redirectErrorStream(true).start();
        try {
            var output = new String(copy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (copy.waitFor() != 0) {
                throw new BuildException("A dependency layer could not be copied for the build.",
                        "Check the space on the disk, then try again.", output.lines().limit(5).toList());
            }
        } finally {
            copy.destroyForcibly();
        }
    }

    /** A path that differs between a folder and its copy, by kind, size and time; caches of tools do not count. */
    public static Optional<String> firstDifference(Path original, Path copy) throws IOException {
        if (!Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("it is no folder any more");
        }
        var before = entries(original);
        var after = entries(copy);
        for (var entry : after.entrySet()) {
            if (!entry.getValue().equals(before.remove(entry.getKey()))) {
                return Optional.of(entry.getKey());
            }
        }
        return before.keySet().stream().sorted().findFirst();
    }

    private static Map<String, List<Object>> entries(Path folder) throws IOException {
        var found = new HashMap<String, List<Object>>();
        try (var top = Files.list(folder)) {
            for (var entry : (Iterable<Path>) top::iterator) {
                var name = entry.getFileName().toString();
                if (!CACHES.contains(name) && !NOTES.contains(name)) {
                    collect(folder, entry, found);
                }
            }
        }
        return found;
    }

    private static void collect(Path root, Path start, Map<String, List<Object>> found) throws IOException {
        try (var all = Files.walk(start)) {
            for (var path : (Iterable<Path>) all::iterator) {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
                found.put(root.relativize(path).toString(), attributes.isDirectory()
                        ? List.of("folder")
                        : attributes.isSymbolicLink()
                                ? List.of("link", Files.readSymbolicLink(path).toString())
                                : List.of("file", attributes.size(), attributes.lastModifiedTime()));
            }
        }
    }
}
