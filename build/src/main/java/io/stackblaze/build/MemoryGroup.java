package io.stackblaze.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import io.stackblaze.sandbox.Isolation;

/** A cgroup that bounds the memory of one build, where this process may make one; the machine decides how. */
record MemoryGroup(List<Path> cgroups) implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static MemoryGroup open(BuildSettings settings) {
        if (settings.isolation() != Isolation.ROOT) {
            return new MemoryGroup(List.of());
        }
        var unified = Files.exists(ROOT.resolve("cgroup.controllers"));
        var parent = unified ? ROOT : ROOT.resolve("memory");
        var limit = unified ? "memory.max" : "memory.limit_in_bytes";
        var group = parent.resolve("stackblaze-build-" + UUID.randomUUID());
        try {
            Files.createDirectory(group);
            Files.writeString(group.resolve(limit), Long.toString(settings.limits().memoryBytes()));
            return new MemoryGroup(List.of(group));
        } catch (IOException _) {
            // A machine may not let us, or not bound memory at this place; a build goes on without the bound.
            return remove(group);
        }
    }

    private static MemoryGroup remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException _) {
            // It is empty, and harmless.
        }
        return new MemoryGroup(List.of());
    }

    @Override
    public void close() {
        cgroups.forEach(MemoryGroup::remove);
    }
}
