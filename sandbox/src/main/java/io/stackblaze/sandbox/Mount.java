package io.stackblaze.sandbox;

import java.nio.file.Path;

/** Something a sandboxed process sees beside the machine's own programs. */
public sealed interface Mount {
    /** Absolute path under which it is seen. */
    String target();

    /** A folder or file of this machine that can be read, with all that is mounted below it. */
    record ReadOnly(Path source, String target) implements Mount {}

    /** A folder or file of this machine that can be written. */
    record Writable(Path source, String target) implements Mount {}

    /**
     * A folder that can be written while the original never changes (overlayfs).
     *
     * @param lower the original
     * @param upper empty or earlier changes; its owner and mode are those of the folder that is seen
     * @param work empty folder on the file system of {@code upper}
     */
    record Overlay(Path lower, Path upper, Path work, String target) implements Mount {}

    /** Memory-backed scratch space, bounded, writable for everybody inside. */
    record Scratch(String target, int megabytes) implements Mount {}
}
