package io.stackblaze.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Finds out what the kernel lets this process do, by doing it. */
final class Probe {
    private static final int NOBODY = 65_534;

    private Probe() {}

    static Isolation strongest() {
        var best = Isolation.root() ? Isolation.ROOT : Isolation.USER_NAMESPACE;
        return works(best) ? best : Isolation.NONE;
    }

    private static boolean works(Isolation isolation) {
        try {
            var folder = Files.createTempDirectory("stackblaze-probe");
            try {
                return works(isolation, folder);
            } finally {
                delete(folder.toFile());
            }
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean works(Isolation isolation, Path folder) throws IOException, InterruptedException {
        var overlay = new Mount.Overlay(Files.createDirectory(folder.resolve("lower")),
                Files.createDirectory(folder.resolve("upper")), Files.createDirectory(folder.resolve("work")),
                "/probe");
        var uid = isolation == Isolation.ROOT ? OptionalInt.of(NOBODY) : OptionalInt.empty();
        var process = new Sandbox(isolation, List.of(overlay), "/", uid, null, List.of())
                .process(List.of("true"), Map.of()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the kernel leaves in an overlay's work folder can be empty folders without any permission. */
    static void delete(File file) {
        var children = file.listFiles();
        if (children != null) {
            List.of(children).forEach(Probe::delete);
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
