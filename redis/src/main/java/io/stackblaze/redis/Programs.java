package io.stackblaze.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the server program nearest to a major version: an installed one, else the one that comes with StackBlaze,
 * unpacked on first use.
 *
 * @param folder where it is unpacked
 * @param installed paths at which there may be an installed one
 */
record Programs(Path folder, List<Path> installed) {
    private static final List<Path> USUAL = List.of(Path.of("/usr/bin/redis-server"), Path.of("/usr/bin/valkey-server"),
            Path.of("/usr/local/bin/redis-server"), Path.of("/usr/local/bin/valkey-server"));
    private static final Map<String, String> EMBEDDED = Map.of("amd64", "redis-server-6.2.6-v5-linux-amd64", "aarch64",
            "redis-server-6.2.7-linux-arm64");

    Programs(Path folder) {
        this(folder, USUAL);
    }

    /** The nearest program; of two equally near, the newer one. */
    Program find(int major) throws RedisException, InterruptedException {
        var found = new ArrayList<Program>();
        for (Path path : installed) {
            if (Files.isExecutable(path)) {
                Program.at(path).ifPresent(found::add);
            }
        }
        var nearest = found.stream().min(Comparator.<Program>comparingInt(one -> Math.abs(one.major() - major))
                .thenComparing(Program::major, Comparator.reverseOrder()));
        return nearest.isPresent() ? nearest.get() : embedded();
    }

    private Program embedded() throws RedisException, InterruptedException {
        var name = EMBEDDED.get(System.getProperty("os.arch"));
        if (name == null) {
            throw new RedisException(
                    "There is no Redis on this machine, and StackBlaze brings none for its processor. Install redis-server or valkey-server.");
        }
        try {
            return Program.at(unpacked(name)).orElseThrow(() -> new RedisException("The Redis that StackBlaze brings ("
                    + name
                    + ") does not run on this machine; it needs libssl 3. Install redis-server or valkey-server."));
        } catch (IOException e) {
            throw new RedisException("Redis could not be unpacked into " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path unpacked(String name) throws IOException {
        var program = folder.resolve(name);
        if (!Files.exists(program)) {
            Files.createDirectories(folder);
            var partial = Files.createTempFile(folder, name, ".partial");
            try (InputStream stream = Programs.class.getResourceAsStream("/" + name)) {
                if (stream == null) {
                    throw new IOException(name + " is missing from this build of StackBlaze");
                }
                Files.copy(stream, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        }
        return program;
    }
}
