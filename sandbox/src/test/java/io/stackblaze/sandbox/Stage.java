package io.stackblaze.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands for real, in each way of isolation that this machine permits, under an ordinary user. */
final class Stage {
    static final int USER = 54_321;
    static final Path FOLDER = folder();

    record Outcome(int code, String out, String err) {}

    private Stage() {}

    /** Root can take on an unprivileged user, so as root both ways are tried. */
    static Stream<Isolation> isolations() {
        return switch (Isolation.here()) {
            case ROOT -> Stream.of(Isolation.ROOT, Isolation.USER_NAMESPACE);
            case USER_NAMESPACE -> Stream.of(Isolation.USER_NAMESPACE);
            case NONE -> Stream.empty();
        };
    }

    static Stream<Isolation> root() {
        return isolations().filter(isolation -> isolation == Isolation.ROOT);
    }

    static Sandbox sandbox(Isolation isolation, Mount... mounts) {
        return new Sandbox(isolation, List.of(mounts), "/",
                isolation == Isolation.ROOT ? OptionalInt.of(USER) : OptionalInt.empty(), null, List.of());
    }

    static Outcome run(Sandbox sandbox, String... command) throws IOException, InterruptedException {
        return run(sandbox.process(List.of(command), Map.of()));
    }

    static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
        var err = Files.createTempFile(FOLDER, "err", "");
        var process = start(builder.redirectError(err.toFile()));
        try {
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("still running: " + builder.command());
            }
            return new Outcome(process.exitValue(), out, Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    static Process start(ProcessBuilder builder) throws IOException {
        return builder.command(ordinary(builder.command())).start();
    }

    /** Where root tests what an unprivileged user would do, it becomes one first. */
    private static List<String> ordinary(List<String> words) {
        var at = words.indexOf("--map-user=0");
        if (at < 0) {
            return words;
        }
        var user = Integer.toString(USER);
        var changed = new ArrayList<>(words);
        changed.set(at, "--map-user=" + user);
        changed.set(at + 1, "--map-group=" + user);
        changed.addAll(0, List.of("/usr/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"));
        return changed;
    }

    /** A new folder of the ordinary user, with an odd name. */
    static Path folder(String name) throws IOException, InterruptedException {
        var parent = Files.createTempDirectory(FOLDER, "case");
        open(parent);
        var folder = Files.createDirectory(parent.resolve(name));
        give(folder);
        return folder;
    }

    static void give(Path path) throws IOException, InterruptedException {
        if (Self.uid() == 0) {
            var chown = new ProcessBuilder("/usr/bin/chown", USER + ":" + USER, path.toString()).inheritIO().start();
            if (chown.waitFor() != 0) {
                throw new IOException("chown " + path);
            }
        }
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path folder() {
        try {
            var folder = Files.createTempDirectory("sandbox-test");
            open(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Probe.delete(folder.toFile())));
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
