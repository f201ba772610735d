package io.stackblaze.postgres.move.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds a {@code pg_dump} on this machine: where Debian puts it, and on the path. */
final class DumpProgram {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final long PATIENCE_SECONDS = 10;
    private static final Map<Path, Integer> KNOWN = new ConcurrentHashMap<>();

    private DumpProgram() {}

    /** The oldest one that understands a server of that major. */
    static Optional<Path> find(int major) {
        var fitting = new TreeMap<Integer, Path>();
        for (Path candidate : candidates()) {
            int version = KNOWN.computeIfAbsent(candidate, DumpProgram::version);
            if (version >= major) {
                fitting.putIfAbsent(version, candidate);
            }
        }
        return Optional.ofNullable(fitting.firstEntry()).map(Map.Entry::getValue);
    }

    private static List<Path> candidates() {
        var folders = new ArrayList<Path>();
        try (var majors = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : java.util.stream.Stream.<Path>empty()) {
            majors.map(major -> major.resolve("bin")).forEach(folders::add);
        } catch (IOException _) {
            // Whoever cannot look there has none there.
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        return folders.stream().map(folder -> folder.resolve("pg_dump")).filter(Files::isExecutable).toList();
    }

    /** 0 for one that does not say. */
    private static int version(Path program) {
        try {
            var process = new ProcessBuilder(program.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var output = process.getInputStream()) {
                var said = VERSION.matcher(new String(output.readNBytes(1000), StandardCharsets.UTF_8));
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && said.find()
                        ? Integer.parseInt(said.group(1))
                        : 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
