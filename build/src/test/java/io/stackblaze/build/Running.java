package io.stackblaze.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalInt;

import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Sandbox;

/** Runs what was built as an engine would: at {@code /app}, with its layers where they are, as nobody in particular. */
final class Running {
    private static final int SOMEBODY = 1_700_000_000;

    private Running() {}

    static Process start(Build build, int port, String... words) throws IOException {
        var mounts = new ArrayList<Mount>();
        mounts.add(new Mount.ReadOnly(build.directory().resolve("app"), "/app"));
        build.layers().forEach(layer -> mounts.add(new Mount.ReadOnly(Path.of(layer), layer)));
        var environment = new HashMap<>(build.environment());
        environment.put("HOME", "/app");
        environment.put("PORT", Integer.toString(port));
        var user = Isolation.here() == Isolation.ROOT ? OptionalInt.of(SOMEBODY) : OptionalInt.empty();
        return new Sandbox(Isolation.here(), mounts, "/app", user, null, List.of())
                .process(List.of(words), environment).redirectErrorStream(true).start();
    }

    static String output(Build build, String... words) throws IOException, InterruptedException {
        var process = start(build, 0, words);
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", words) + ": " + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
