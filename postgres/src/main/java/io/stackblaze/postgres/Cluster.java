package io.stackblaze.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Trees;

/** The data of a server on disk, and the password of its superuser. */
record Cluster(Path directory, String major) {
    static final String SUPERUSER = "stackblaze_admin";
    static final String PASSWORD_FILE = "superuser";
    private static final int PASSWORD_BYTES = 24;
    private static final int MINUTES = 5;

    Path data() {
        return directory.resolve("data");
    }

    /** Whether there is one; one that was not finished is none. */
    boolean exists() {
        return Files.isDirectory(data());
    }

    String superuserPassword() throws IOException {
        return Files.readString(directory.resolve(PASSWORD_FILE));
    }

    /** Refuses data of another major: it cannot be read, and is never converted unasked. */
    void check() throws PostgresException, IOException {
        var version = data().resolve("PG_VERSION");
        if (!Files.exists(version)) {
            throw new PostgresException(data()
                    + " holds no Postgres data (PG_VERSION is missing). Move it away, or restore a backup into it.");
        }
        var made = Files.readString(version).strip();
        if (!made.equals(major)) {
            throw new PostgresException(
                    "The data in %s was made by PostgreSQL %s and cannot be read by %s. Ask for version \"%s\" again, or make a new database with version \"%s\" and copy the data."
                            .formatted(directory, made, major, made, major));
        }
    }

    /** Makes one, under another name until it is whole. */
    void create(Installation installation, Confinement confinement)
            throws PostgresException, IOException, InterruptedException {
        var partial = directory.resolve("data.partial");
        Trees.delete(partial);
        Files.createDirectory(partial, PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        confinement.give(partial);
        writePassword(confinement);
        var password = new Mount.ReadOnly(directory.resolve(PASSWORD_FILE), "/srv/superuser");
        var sandbox = confinement.sandbox(installation, partial, password);
        var initdb = sandbox.process(List.of(sandbox.resolve(installation.program("initdb")),
                "--pgdata=" + sandbox.resolve(Confinement.DATA), "--username=" + SUPERUSER,
                "--pwfile=" + sandbox.resolve(password.target()), "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale=C.UTF-8", "--data-checksums", "--no-instructions"), Confinement.ENVIRONMENT);
        var output = directory.resolve("initdb.log");
        var process = initdb.redirectErrorStream(true).redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile()).start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new PostgresException("initdb did not end within " + MINUTES + " minutes; see " + output);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            var said = Files.readString(output, StandardCharsets.UTF_8);
            Trees.delete(partial);
            throw new PostgresException(explain(said));
        }
        Files.delete(output);
        Files.move(partial, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private String explain(String said) {
        if (said.contains("No space left on device") || said.contains("Check free disk space")) {
            return "The disk of " + directory
                    + " is full: a new Postgres database needs 50 MB. Free some space and try again.";
        }
        return "A new Postgres database could not be made in " + directory + ". initdb said: " + said.strip();
    }

    private void writePassword(Confinement confinement) throws IOException {
        var file = directory.resolve(PASSWORD_FILE);
        if (!Files.exists(file)) {
            var random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            var partial = directory.resolve(PASSWORD_FILE + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(partial, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(partial, Base64.getUrlEncoder().encodeToString(random));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
        confinement.give(file);
    }
}
