package io.stackblaze.build.buildpack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.stackblaze.build.BuildException;

/** Runs git with nobody's settings and nobody to ask. */
final class Git {
    private static final int OUTPUT = 1 << 16;

    private Git() {}

    record Outcome(int exit, String output) {}

    static Outcome run(List<String> words, Duration limit) throws BuildException, IOException, InterruptedException {
        var start = new ProcessBuilder(words).redirectErrorStream(true);
        var environment = start.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_") && !name.equals("GIT_SSL_CAINFO"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_LFS_SKIP_SMUDGE", "1");
        environment.put("LC_ALL", "C");
        var output = Files.createTempFile("stackblaze-git", ".txt");
        start.redirectOutput(output.toFile());
        var process = start.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BuildException("A buildpack could not be fetched in time. Try again.");
            }
            try (var in = Files.newInputStream(output)) {
                return new Outcome(process.exitValue(), new String(in.readNBytes(OUTPUT), StandardCharsets.UTF_8));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
