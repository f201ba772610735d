package io.stackblaze.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Finds the programs of a major version: installed ones, else those that come with StackBlaze, unpacked on first use.
 *
 * @param folder where they are unpacked
 * @param installed folders that may hold installed ones, with {@code %s} for the major
 */
record Binaries(Path folder, List<String> installed) {
    private static final List<String> USUAL = List.of("/usr/lib/postgresql/%s", "/usr/pgsql-%s");
    private static final Properties SHIPPED = shipped();
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\S+)");

    Binaries(Path folder) {
        this(folder, USUAL);
    }

    /** The programs of a major, unpacked if need be. */
    Installation find(String major) throws PostgresException, InterruptedException {
        for (String pattern : installed) {
            var home = Path.of(pattern.formatted(major));
            if (Files.isExecutable(home.resolve("bin/postgres")) && Files.isExecutable(home.resolve("bin/initdb"))) {
                return new Installation(home, installedVersion(home));
            }
        }
        var version = SHIPPED.getProperty(major);
        if (version == null) {
            throw new PostgresException(
                    "PostgreSQL %s is not installed on this machine, and StackBlaze brings only 15, 16, 17 and 18. Use one of these, or install PostgreSQL %s (Debian, Ubuntu: apt install postgresql-%s)."
                            .formatted(major, major, major));
        }
        var archive = "binaries/" + major + "/" + SHIPPED.getProperty("archive");
        try {
            return new Installation(Unpacking.once(folder, "postgres-" + version, () -> open(archive)),
                    version.replaceFirst("\\.0$", ""));
        } catch (IOException e) {
            throw new PostgresException("PostgreSQL " + version + " could not be unpacked into " + folder + ": "
                    + e.getMessage(), e);
        }
    }

    private static InputStream open(String archive) throws IOException {
        var stream = Binaries.class.getResourceAsStream(archive);
        if (stream == null) {
            throw new IOException(archive + " is missing from this build of StackBlaze");
        }
        return stream;
    }

    private static String installedVersion(Path home) throws PostgresException, InterruptedException {
        try {
            var process = new ProcessBuilder(home.resolve("bin/postgres").toString(), "--version").start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var ended = process.waitFor(10, TimeUnit.SECONDS);
            var version = VERSION.matcher(said);
            if (!ended || !version.find()) {
                throw new PostgresException(home + " does not tell its version; it said: " + said.strip());
            }
            return version.group(1);
        } catch (IOException e) {
            throw new PostgresException(home + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static Properties shipped() {
        try (InputStream stream = open("binaries.properties")) {
            var properties = new Properties();
            properties.load(stream);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
