package io.stackblaze.build.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which files of a folder are its source. In a git work tree: what git tracks or would add, else everything but what
 * tools make. In both, less what {@code .stackblazeignore} names, and never {@code .git}, {@code node_modules}, {@code
 * .env} and its kin.
 */
final class SourceFiles {
    private static final List<String> MADE_BY_TOOLS = List.of(".DS_Store", "__pycache__/", ".venv/", "venv/",
            "/target/");
    private static final int GIT_SECONDS = 60;

    private SourceFiles() {}

    /** Paths of files and links from the folder, with {@code /}, sorted by their characters. */
    static List<String> list(Path folder) throws IOException {
        var own = folder.resolve(".stackblazeignore");
        var lines = Files.isRegularFile(own)
                ? new String(Files.readAllBytes(own), StandardCharsets.UTF_8).lines().toList()
                : List.<String>of();
        var tracked = gitFiles(folder);
        if (tracked.isEmpty()) {
            var all = new ArrayList<>(MADE_BY_TOOLS);
            all.addAll(lines);
            return walk(folder, IgnoreRules.of(all));
        }
        var rules = IgnoreRules.of(lines);
        return tracked.stream().filter(path -> !rules.ignoresFile(path)).filter(path -> exists(folder.resolve(path)))
                .sorted().distinct().toList();
    }

    private static boolean exists(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file);
    }

    private static List<String> walk(Path folder, IgnoreRules rules) throws IOException {
        var found = new ArrayList<String>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                return !path.equals(folder) && rules.ignores(name(path), true)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if ((attributes.isRegularFile() || attributes.isSymbolicLink()) && !rules.ignores(name(path), false)) {
                    found.add(name(path));
                }
                return FileVisitResult.CONTINUE;
            }

            private String name(Path path) {
                return folder.relativize(path).toString();
            }
        });
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Empty when there is no git, no work tree, or nothing in it. */
    private static List<String> gitFiles(Path folder) throws IOException {
        Process git;
        try {
            // The folder's own git configuration may name a program to run as its file watcher.
            git = new ProcessBuilder("git", "-c", "core.fsmonitor=false", "-C", folder.toString(), "ls-files", "-co",
                    "--exclude-standard", "-z").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException _) {
            return List.of();
        }
        try {
            git.getOutputStream().close();
            var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 && !names.isEmpty()
                    ? List.of(names.split("\0"))
                    : List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while git listed the files of " + folder, interrupted);
        } finally {
            git.destroyForcibly();
        }
    }
}
