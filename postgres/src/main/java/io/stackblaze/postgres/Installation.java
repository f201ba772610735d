package io.stackblaze.postgres;

import java.nio.file.Path;
import java.util.List;

import io.stackblaze.sandbox.Mount;

/**
 * The programs of one version of Postgres on this machine.
 *
 * @param home folder that holds {@code bin}
 * @param version as {@code 16.15}
 */
record Installation(Path home, String version) {
    private static final String INSIDE = "/srv/postgres";

    /** What a sandbox must show; installed ones are among the machine's programs. */
    List<Mount> mounts() {
        return isShown() ? List.of() : List.of(new Mount.ReadOnly(home, INSIDE));
    }

    /** Path of a program in the sandbox. */
    String program(String name) {
        return (isShown() ? home.toString() : INSIDE) + "/bin/" + name;
    }

    private boolean isShown() { return home.startsWith("/usr"); }
}
