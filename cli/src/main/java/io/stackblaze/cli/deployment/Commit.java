package io.stackblaze.cli.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The git commit that a folder's files are of.
 *
 * @param id its full id
 * @param subject first line of its message
 */
record Commit(String id, String subject) {
    private static final long SECONDS = 10;

    /** Of the folder, when it is in a work tree and nothing in it differs from the commit. */
    static Optional<Commit> of(Path folder) throws IOException, InterruptedException {
        var changes = git(folder, "status", "--porcelain", "--", ".");
        if (changes.isEmpty() || !changes.get().isBlank()) {
            return Optional.empty();
        }
        return git(folder, "log", "-1", "--format=%H%n%s").map(text -> text.lines().toList())
                .filter(lines -> lines.size() >= 2).map(lines -> new Commit(lines.getFirst(), lines.get(1)));
    }

    private static Optional<String> git(Path folder, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(words));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
