package io.stackblaze.build.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Makes folders final: whose they are, who may read and write them, and that they are on the disk. */
public final class Sealing {
    private static final int ANY_EXECUTE = 0111;
    private static final int MANY = 500;

    private Sealing() {}

    /** Gives a folder and all in it to a user and the group of the same number, following no link. */
    public static void give(Path folder, int uid) throws IOException {
        visit(folder, (path, entry) -> {
            if (entry.uid != uid) {
                own(path, uid);
            }
        });
    }

    /**
     * Takes a folder over from whoever filled it: owned by this process's user, readable by all, writable by the owner
     * alone, without set-user-id.
     *
     * @return bytes of all files
     */
    public static long seal(Path folder) throws IOException {
        var uid = Entry.of(Path.of("/proc", Long.toString(ProcessHandle.current().pid()))).uid;
        var bytes = new long[1];
        visit(folder, (path, entry) -> {
            if (entry.uid != uid) {
                own(path, uid);
            }
            var wanted = entry.directory || (entry.mode & ANY_EXECUTE) != 0 ? 0755 : 0644;
            if (!entry.link && (entry.mode & 07777) != wanted) {
                Files.setPosixFilePermissions(path,
                        PosixFilePermissions.fromString(wanted == 0755 ? "rwxr-xr-x" : "rw-r--r--"));
            }
            bytes[0] += entry.directory ? 0 : entry.size;
        });
        return bytes[0];
    }

    /** Writes a file whole or not at all, and onto the disk. */
    public static void write(Path file, byte[] bytes) throws IOException {
        var next = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + "."
                + Thread.currentThread().threadId());
        try {
            Files.deleteIfExists(next);
            Files.write(next, bytes, StandardOpenOption.CREATE_NEW);
            sync(next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(file.resolveSibling("."));
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Brings a file or folder onto the disk. */
    static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Brings every file of a small folder onto the disk; many at once, because the disk answers them together. */
    public static void syncFiles(Path folder) throws IOException, InterruptedException {
        var files = new ArrayList<Path>();
        visit(folder, (path, entry) -> {
            if (!entry.link) {
                files.add(path);
            }
        });
        if (files.size() > MANY) {
            syncAll(folder);
            return;
        }
        try (var executor = Executors.newFixedThreadPool(16)) {
            for (var done : executor.invokeAll(files.stream().map(Sealing::syncing).toList())) {
                done.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("The disk of " + folder + " cannot be written to", failed);
        }
    }

    private static Callable<Boolean> syncing(Path path) {
        return () -> {
            sync(path);
            return true;
        };
    }

    /** Brings everything written on a folder's file system onto the disk: one call where a layer has 20 000 files. */
    static void syncAll(Path folder) throws IOException, InterruptedException {
        var sync = new ProcessBuilder("sync", "-f", folder.toString()).redirectErrorStream(true).start();
        try {
            if (sync.waitFor() != 0) {
                throw new IOException("The disk of " + folder + " cannot be written to");
            }
        } finally {
            sync.destroyForcibly();
        }
    }

    private interface Visit {
        void accept(Path path, Entry entry) throws IOException;
    }

    private record Entry(int uid, int mode, long size, boolean directory, boolean link) {
        static Entry of(Path path) throws IOException {
            var all = Files.readAttributes(path, "unix:uid,mode,size,isDirectory,isSymbolicLink",
                    LinkOption.NOFOLLOW_LINKS);
            return new Entry(((Number) value(all, "uid")).intValue(), ((Number) value(all, "mode")).intValue(),
                    ((Number) value(all, "size")).longValue(), value(all, "isDirectory").equals(true),
                    value(all, "isSymbolicLink").equals(true));
        }

        private static Object value(Map<String, Object> all, String name) {
            return Objects.requireNonNull(all.get(name), name);
        }
    }

    private static void visit(Path folder, Visit visit) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return take(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return take(path);
            }

            private FileVisitResult take(Path path) throws IOException {
                visit.accept(path, Entry.of(path));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void own(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }
}
