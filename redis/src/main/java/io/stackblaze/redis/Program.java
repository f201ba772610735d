package io.stackblaze.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.stackblaze.sandbox.Mount;

/**
 * A server program on this machine.
 *
 * @param version as {@code Redis 7.0.15} or {@code Valkey 8.1.1}
 */
record Program(Path path, String version) {
    private static final Pattern SAID = Pattern.compile("(Redis|Valkey) server v=((\\d+)\\S*)");
    private static final String INSIDE = "/srv/redis-server";

    /** Asks a program what it is; empty when it cannot be run here or is something else. */
    static Optional<Program> at(Path path) throws InterruptedException {
        try {
            var process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = SAID.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            var ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && said.find()
                    ? Optional.of(new Program(path, said.group(1) + " " + said.group(2)))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    int major() {
        return Integer.parseInt(version.replaceFirst("\\w+ (\\d+).*", "$1"));
    }

    /** What a sandbox must show; an installed one is among the machine's programs. */
    List<Mount> mounts() {
        return isShown() ? List.of() : List.of(new Mount.ReadOnly(path, INSIDE));
    }

    /** Its path in the sandbox. */
    String inside() {
        return isShown() ? path.toString() : INSIDE;
    }

    private boolean isShown() { return path.startsWith("/usr"); }
}
