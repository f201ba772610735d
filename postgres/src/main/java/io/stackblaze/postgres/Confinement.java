package io.stackblaze.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Mount;
import io.stackblaze.sandbox.Sandbox;
import io.stackblaze.sandbox.Trees;

/**
 * How the programs of a server run: as whom, and seeing what. Postgres refuses to run as root, and the folders above
 * its data may be closed to everybody else.
 *
 * @param directory the server's folder
 * @param user whom root runs them as; empty for this process's own user
 * @param memoryMiB bound of the shared memory that parallel queries use
 */
record Confinement(Isolation isolation, Path directory, OptionalInt user, int memoryMiB) {
    /** Where the data is inside. */
    static final String DATA = "/srv/data";
    /** What the programs are told; nothing of ours. */
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C.UTF-8");

    /** A user of its own; above all that systems give to people and services. */
    private static final int OWN = 65_600;
    /** Without a view of its own initdb needs a user that the machine knows. */
    private static final int NOBODY = 65_534;

    static Confinement of(Isolation isolation, PostgresSettings settings) {
        var fallback = isolation == Isolation.NONE ? NOBODY : OWN;
        return new Confinement(isolation, settings.directory(),
                Isolation.root() ? OptionalInt.of(settings.runAs().orElse(fallback)) : OptionalInt.empty(),
                settings.memoryMiB());
    }

    /** Makes the server's folder, closed to others as far as its user lets it. */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions
                .fromString(isolation == Isolation.NONE && user.isPresent() ? "rwx--x--x" : "rwx------"));
        var number = user.orElse((Integer) Files.getAttribute(directory, "unix:uid"));
        Files.writeString(names(), "postgres:x:%d:%d::%s:/bin/false\n".formatted(number, number, DATA));
        Files.setPosixFilePermissions(names(), PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Gives a file or folder to the server's user. */
    void give(Path path) throws IOException {
        if (user.isPresent()) {
            Trees.give(path, user.getAsInt());
        }
    }

    /** The view of a program of Postgres; its working directory is the data. */
    Sandbox sandbox(Installation installation, Path data, Mount... more) {
        var mounts = new ArrayList<>(installation.mounts());
        mounts.add(new Mount.ReadOnly(names(), "/etc/passwd"));
        mounts.add(new Mount.Scratch("/dev/shm", Math.max(64, memoryMiB / 2)));
        mounts.add(new Mount.Writable(data, DATA));
        mounts.addAll(List.of(more));
        return new Sandbox(isolation, mounts, DATA, user, null, List.of());
    }

    private Path names() {
        return directory.resolve("passwd");
    }
}
