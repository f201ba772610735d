package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.stackblaze.sandbox.Trees;

/** An app's code, built. */
final class Slug {
    private static final int MINUTES = 4;

    private Slug() {}

    /** Copies the code of an app and installs what its lock file says. */
    static Path build(Path source, Path target) throws IOException, InterruptedException {
        Trees.delete(target);
        var code = source.toRealPath();
        try (Stream<Path> paths = Files.walk(code)) {
            for (Path path : (Iterable<Path>) paths.filter(one -> !one.toString().contains("node_modules"))::iterator) {
                var copy = target.resolve(code.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
        if (Files.exists(target.resolve("package-lock.json"))) {
            install(target);
        }
        return target;
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        var log = folder.resolveSibling(folder.getFileName() + ".log");
        var process = new ProcessBuilder("npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--no-progress")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("npm could not install what the app needs: " + Files.readString(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Files.delete(log);
    }
}
