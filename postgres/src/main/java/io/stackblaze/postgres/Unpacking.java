package io.stackblaze.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;

import io.stackblaze.sandbox.Trees;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks an archive of programs once, whoever else does so at the same time. */
final class Unpacking {
    /** A file lock is the whole process's, so threads need one of their own. */
    private static final ReentrantLock THREADS = new ReentrantLock();
    private static final long LARGEST = 500L << 20;

    /** Opens the archive, a tar packed with xz. */
    interface Source {
        InputStream open() throws IOException;
    }

    private Unpacking() {}

    /** Returns {@code folder/name}, whole. */
    static Path once(Path folder, String name, Source source) throws IOException, InterruptedException {
        var result = folder.resolve(name);
        if (Files.isDirectory(result)) {
            return result;
        }
        Files.createDirectories(folder);
        THREADS.lockInterruptibly();
        try (FileChannel file = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); var _ = file.lock()) {
            if (!Files.isDirectory(result)) {
                var partial = folder.resolve(name + ".partial");
                Trees.delete(partial);
                try (InputStream stream = source.open()) {
                    unpack(stream, partial);
                }
                Files.move(partial, result, StandardCopyOption.ATOMIC_MOVE);
            }
            return result;
        } finally {
            THREADS.unlock();
        }
    }

    private static void unpack(InputStream stream, Path folder) throws IOException {
        makeFolder(folder);
        var left = LARGEST;
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(stream)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                left -= entry.getSize();
                var path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder) || left < 0) {
                    throw new IOException("the archive is not one of ours at " + entry.getName());
                }
                unpack(tar, entry, path, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path, Path folder)
            throws IOException {
        if (entry.isDirectory()) {
            makeFolder(path);
            return;
        }
        var parent = path.getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        if (entry.isSymbolicLink()) {
            if (!path.resolveSibling(entry.getLinkName()).normalize().startsWith(folder)) {
                throw new IOException("the archive links out of itself at " + entry.getName());
            }
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path,
                    PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
