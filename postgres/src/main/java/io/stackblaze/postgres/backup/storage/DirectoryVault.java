package io.stackblaze.postgres.backup.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** A vault in a folder, of this disk or of one that is mounted. Files of others in the folder are left alone. */
public final class DirectoryVault implements Vault {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final String NEW = ".new-";
    private static final int BUFFER = 1 << 18;
    private static final FileAttribute<?> OWNER_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    /** A vault in that folder, which is made when the first object is put. */
    public DirectoryVault(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public void put(String name, Content content) throws IOException {
        var file = path(name);
        var parent = file.resolveSibling("");
        Files.createDirectories(parent, OWNER_FOLDER);
        var fresh = parent.resolve(NEW + UUID.randomUUID());
        Files.createFile(fresh, OWNER_FILE);
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        for (Path above = parent; above.startsWith(folder); above = above.resolve("..").normalize()) {
            sync(above);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        return Files.newInputStream(path(name));
    }

    @Override
    public List<Entry> list(String prefix) throws IOException {
        var found = new ArrayList<Entry>();
        var slash = prefix.lastIndexOf('/');
        var start = slash < 0 ? folder : path(prefix.substring(0, slash));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                var name = folder.relativize(file).toString();
                if (name.startsWith(prefix) && isName(name)) {
                    found.add(new Entry(name, attributes.size(), attributes.lastModifiedTime().toInstant()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        found.sort(Comparator.comparing(Entry::name));
        return List.copyOf(found);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Whether a vault may hold an object of that name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private Path path(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a name of an object: " + name);
        }
        return folder.resolve(name);
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
