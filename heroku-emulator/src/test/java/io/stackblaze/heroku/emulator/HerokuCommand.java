package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.stackblaze.sandbox.Trees;

/** Heroku's own command line, from npm as the lock file says, asking an emulator. */
public final class HerokuCommand {
    private static final Path PROGRAM = installed();

    private final HerokuEmulator emulator;

    /** For one emulator. */
    public HerokuCommand(HerokuEmulator emulator) {
        this.emulator = emulator;
    }

    /**
     * What a command did.
     *
     * @param status exit status
     * @param output what it printed
     * @param errors what it printed as errors
     */
    public record Result(int status, String output, String errors) {}

    /** Runs a command that must do well; its output. */
    public String run(String... arguments) throws IOException, InterruptedException {
        var result = attempt(arguments);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + result.status() + ":\n"
                    + result.output() + result.errors());
        }
        return result.output();
    }

    /** Runs a command. */
    public Result attempt(String... arguments) throws IOException, InterruptedException {
        var home = Files.createTempDirectory("heroku-home");
        var words = new ArrayList<>(List.of("node", PROGRAM.toString()));
        words.addAll(List.of(arguments));
        var output = home.resolve("output");
        var errors = home.resolve("errors");
        var builder = new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(home));
        var process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(String.join(" ", arguments) + " does not end");
            }
            return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            process.destroyForcibly();
            Trees.delete(home);
        }
    }

    /** Without the host of the Data API it would ask the real one, token and all. */
    private Map<String, String> environment(Path home) {
        var result = new TreeMap<String, String>();
        result.put("PATH", System.getenv("PATH"));
        result.put("HOME", home.toString());
        result.put("HEROKU_HOST", emulator.apiUri().toString());
        result.put("HEROKU_DATA_HOST", emulator.apiUri().getHost());
        result.put("HEROKU_PARTICLEBOARD_URL", emulator.apiUri().toString());
        result.put("HEROKU_API_KEY", emulator.token());
        result.put("DISABLE_TELEMETRY", "true");
        result.put("HEROKU_SKIP_NEW_VERSION_CHECK", "1");
        result.put("CI", "1");
        return result;
    }

    /** Installs it once for each lock file, for all processes that share the folder. */
    private static Path installed() {
        try {
            var source = Path.of("../heroku-emulator/src/test/npm");
            var lock = Files.readString(source.resolve("package-lock.json"));
            var cache = Files.createDirectories(Path.of(System.getProperty("stackblaze.test.cache")));
            var folder = cache.resolve("heroku-" + digest(lock));
            try (var channel = FileChannel.open(cache.resolve("heroku.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE); var _ = channel.lock()) {
                if (!Files.exists(folder)) {
                    install(source, cache.resolve("heroku-" + digest(lock) + ".partial"), folder);
                }
                return folder.resolve("node_modules/heroku/bin/run");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(Path source, Path partial, Path folder) throws IOException {
        Trees.delete(partial);
        Files.createDirectories(partial);
        for (String name : List.of("package.json", "package-lock.json", ".npmrc")) {
            Files.copy(source.resolve(name), partial.resolve(name));
        }
        var log = partial.resolve("npm.log");
        var process = new ProcessBuilder("npm", "ci", "--no-progress").directory(partial.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("npm could not install the Heroku command:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm installs the Heroku command", e);
        } finally {
            process.destroyForcibly();
        }
        Files.move(partial, folder);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
