package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;

/** Where the code of an app is: what {@code --repo} says, a folder or a git repository elsewhere. */
public final class Code {
    private static final Pattern ELSEWHERE = Pattern.compile("(?:https|ssh|git|file)://.+|[\\w.-]+@[\\w.-]+:.+");
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");
    private static final long MINUTES = 10;

    private Code() {}

    /**
     * Its folder; nothing without {@code --repo}. What is elsewhere is cloned first, below the folder one stands in.
     *
     * @param name what a clone is called
     */
    public static Optional<Path> of(Call call, String name) throws Failure, IOException, InterruptedException {
        var word = call.option("--repo");
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if (ELSEWHERE.matcher(word.get()).matches()) {
            return Optional.of(cloned(call, word.get(), call.context().directory().resolve(name).normalize()));
        }
        var folder = call.context().directory().resolve(word.get()).normalize();
        if (!Files.isDirectory(folder)) {
            throw Failure.of(folder + " is no folder.", "Give the folder of the app's code: --repo DIR",
                    "Or its git repository: --repo https://github.com/acme/shop");
        }
        return Optional.of(folder);
    }

    private static Path cloned(Call call, String word, Path folder)
            throws Failure, IOException, InterruptedException {
        int hash = word.indexOf('#');
        var url = hash < 0 ? word : word.substring(0, hash);
        if (Files.isDirectory(folder.resolve(".git"))) {
            call.screen().note(folder + " is there already, and used as it is. To have it anew, move it away.");
            return folder;
        }
        if (Files.exists(folder)) {
            throw Failure.of("The code cannot be cloned into " + folder + ": it exists, and is no clone.",
                    "Move it away, or clone the code yourself: --repo DIR");
        }
        var command = new ArrayList<>(List.of("git", "clone", "--quiet", "--depth", "1"));
        if (hash >= 0) {
            var branch = word.substring(hash + 1);
            if (!BRANCH.matcher(branch).matches()) {
                throw Failure.of("Behind # stands no branch or tag: " + branch, "--repo " + url + "#main");
            }
            command.addAll(List.of("--branch", branch));
        }
        command.addAll(List.of("--", url, folder.toString()));
        call.screen().note("Cloning the code into " + folder + ".");
        git(command);
        return folder;
    }

    private static void git(List<String> command) throws Failure, IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // It must not wait for a password that nobody is asked for.
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw Failure.of("git is not installed.", "Install it (apt install git), or give a folder: --repo DIR");
        }
        try (var out = process.getInputStream()) {
            process.getOutputStream().close();
            var said = Thread.ofVirtual().start(() -> process.onExit().orTimeout(MINUTES, TimeUnit.MINUTES)
                    .exceptionally(_ -> process.destroyForcibly()).join());
            var text = new String(out.readNBytes(1 << 16), StandardCharsets.UTF_8).strip();
            said.join();
            if (process.waitFor() != 0) {
                throw Failure.of("The code cannot be cloned.", "Clone it yourself, and give the folder: --repo DIR")
                        .withLines(text.lines().map(line -> line.replaceAll("//[^/@\\s]*@", "//...@")).toList());
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
