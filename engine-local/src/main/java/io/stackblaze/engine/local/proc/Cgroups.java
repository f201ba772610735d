package io.stackblaze.engine.local.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.stackblaze.engine.Resources;

/** Control groups, one for each instance: bounds, and what was used. */
public sealed interface Cgroups {
    /** Whether bounds are kept at all. */
    default boolean enforced() {
        return true;
    }

    /** Makes the group of an instance, bounded. */
    Group create(String instance, Resources bounds) throws IOException;

    /** The group an instance was given before. */
    Group find(String instance);

    /** Removes groups that nothing runs in. */
    void sweep();

    /** Finds what this machine offers; groups are named after the home, so that nodes do not mix. */
    static Cgroups here(Path mount, String name) {
        if (Files.isRegularFile(mount.resolve("cgroup.controllers"))) {
            return unified(mount, name);
        }
        var legacy = new Legacy(mount.resolve("memory").resolve(name), mount.resolve("cpu").resolve(name));
        return usable(legacy.memory) && usable(legacy.cpu) ? legacy : new None();
    }

    private static Cgroups unified(Path mount, String name) {
        var parent = mount.resolve(name);
        try {
            Files.createDirectories(parent);
            for (var folder : List.of(mount, parent)) {
                Files.writeString(folder.resolve("cgroup.subtree_control"), "+memory +cpu");
            }
            return new Unified(parent);
        } catch (IOException e) {
            return new None();
        }
    }

    private static boolean usable(Path folder) {
        try {
            return Files.isWritable(Files.createDirectories(folder).resolve("cgroup.procs"));
        } catch (IOException e) {
            return false;
        }
    }

    private static void removeTree(Path parent) {
        var groups = parent.toFile().listFiles(java.io.File::isDirectory);
        for (var group : groups == null ? new java.io.File[0] : groups) {
            var _ = group.delete();
        }
        var _ = parent.toFile().delete();
    }

    /** Version 2, as on machines of today. */
    record Unified(Path parent) implements Cgroups {
        @Override
        public Group create(String instance, Resources bounds) throws IOException {
            var folder = Files.createDirectories(parent.resolve(instance));
            Files.writeString(folder.resolve("memory.max"), Long.toString((long) bounds.memoryMiB() << 20));
            Files.writeString(folder.resolve("cpu.max"), bounds.cpuMillis() * 100 + " 100000");
            if (Files.exists(folder.resolve("memory.swap.max"))) {
                Files.writeString(folder.resolve("memory.swap.max"), "0");
            }
            return find(instance);
        }

        @Override
        public Group find(String instance) {
            var folder = parent.resolve(instance);
            return new Group(List.of(folder), folder.resolve("memory.events"));
        }

        @Override
        public void sweep() {
            removeTree(parent);
        }
    }

    /** Version 1: a tree for each controller. */
    record Legacy(Path memory, Path cpu) implements Cgroups {
        @Override
        public Group create(String instance, Resources bounds) throws IOException {
            var room = Files.createDirectories(memory.resolve(instance));
            Files.writeString(room.resolve("memory.limit_in_bytes"), Long.toString((long) bounds.memoryMiB() << 20));
            var time = Files.createDirectories(cpu.resolve(instance));
            Files.writeString(time.resolve("cpu.cfs_period_us"), "100000");
            Files.writeString(time.resolve("cpu.cfs_quota_us"), Integer.toString(bounds.cpuMillis() * 100));
            return find(instance);
        }

        @Override
        public Group find(String instance) {
            return new Group(List.of(memory.resolve(instance), cpu.resolve(instance)),
                    memory.resolve(instance).resolve("memory.oom_control"));
        }

        @Override
        public void sweep() {
            removeTree(memory);
            removeTree(cpu);
        }
    }

    /** No bounds. */
    record None() implements Cgroups {
        @Override
        public boolean enforced() {
            return false;
        }

        @Override
        public Group create(String instance, Resources bounds) {
            return find(instance);
        }

        @Override
        public Group find(String instance) {
            return new Group(List.of(), Path.of("/dev/null"));
        }

        @Override
        public void sweep() {}
    }

    /**
     * The group of one instance.
     *
     * @param folders folders that its processes join
     * @param events file with a line {@code oom_kill N}
     */
    record Group(List<Path> folders, Path events) {
        /** Whether the kernel ended a process of it for want of memory. */
        public boolean killedByMemory() {
            try {
                return Files.readAllLines(events).stream()
                        .anyMatch(line -> line.startsWith("oom_kill ") && !line.endsWith(" 0"));
            } catch (IOException e) {
                return false;
            }
        }

        /** Pids of every process in it. */
        public List<Integer> processes() {
            try {
                return folders.isEmpty()
                        ? List.of()
                        : Files.readAllLines(folders.getFirst().resolve("cgroup.procs")).stream().map(Integer::valueOf)
                                .toList();
            } catch (IOException e) {
                return List.of();
            }
        }

        /** Removes it; it must be empty. */
        public void remove() {
            for (var folder : folders) {
                // a process that is just ending keeps its group for a moment; the next start of the node sweeps
                var _ = folder.toFile().delete();
            }
        }
    }
}
