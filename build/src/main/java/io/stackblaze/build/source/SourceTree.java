package io.stackblaze.build.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** A folder of source, copied and digested in one pass, so that the digest is of what was copied. */
public final class SourceTree {
    private final Path from;
    private final Path to;
    private final SourceLimits limits;
    private final MessageDigest digest = sha256();
    private long bytes;
    private int files;

    private SourceTree(Path from, Path to, SourceLimits limits) {
        this.from = from;
        this.to = to;
        this.limits = limits;
    }

    /**
     * Copies all but {@code .git}; of the mode only whether a file can be executed is kept.
     *
     * @param to the copy's folder, made if need be
     * @return SHA-256 over paths, modes and bytes, 64 hexadecimal digits
     * @throws SourceException when something in it is neither a file nor a folder nor a link that stays inside, or it
     * exceeds the limits
     */
    public static String copy(Path from, Path to, SourceLimits limits) throws IOException, SourceException {
        var tree = new SourceTree(from, to, limits);
        Files.createDirectories(to);
        tree.folder(from, "");
        return HexFormat.of().formatHex(tree.digest.digest());
    }

    /** The digest that {@link #copy} would give, without copying. */
    public static String digest(Path from, SourceLimits limits) throws IOException, SourceException {
        var tree = new SourceTree(from, from, limits);
        tree.folder(from, "");
        return HexFormat.of().formatHex(tree.digest.digest());
    }

    /** A SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void folder(Path folder, String prefix) throws IOException, SourceException {
        try (var entries = Files.list(folder)) {
            for (var entry : (Iterable<Path>) entries.sorted()::iterator) {
                var name = prefix + entry.getFileName();
                if (!name.equals(".git")) {
                    take(entry, name);
                }
            }
        }
    }

    private void take(Path entry, String name) throws IOException, SourceException {
        if (++files > limits.files()) {
            throw new SourceException("The source has more than " + limits.files() + " files. "
                    + "Leave out what is not source: name it in .gitignore or .stackblazeignore.");
        }
        var attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            note('d', name);
            if (copying()) {
                Files.createDirectory(to.resolve(name));
            }
            folder(entry, name + "/");
        } else if (attributes.isSymbolicLink()) {
            link(entry, name);
        } else if (attributes.isRegularFile()) {
            file(entry, name, attributes.size());
        } else {
            throw new SourceException(name + " is neither a file nor a folder. Remove it from the source.");
        }
    }

    private void link(Path entry, String name) throws IOException, SourceException {
        var target = Files.readSymbolicLink(entry);
        if (!Link.staysInside(name, target.toString())) {
            throw new SourceException("The link " + name + " leads out of the source, to " + target + ". Remove it.");
        }
        note('l', name + "\0" + target);
        if (copying()) {
            Files.createSymbolicLink(to.resolve(name), target);
        }
    }

    private void file(Path entry, String name, long size) throws IOException, SourceException {
        bytes += size;
        if (bytes > limits.bytes()) {
            throw new SourceException(String.format(Locale.ROOT, "The source has more than %,d MiB. Leave out what is "
                    + "not source: name it in .gitignore or .stackblazeignore.", limits.bytes() >> 20));
        }
        var executable = Files.isExecutable(entry);
        var content = sha256();
        var channel = Files.newByteChannel(entry, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try (var in = new DigestInputStream(Channels.newInputStream(channel), content);
                var out = copying() ? Files.newOutputStream(to.resolve(name)) : OutputStream.nullOutputStream()) {
            in.transferTo(out);
        }
        if (copying()) {
            to.resolve(name).toFile().setExecutable(executable, false);
        }
        note(executable ? 'x' : 'f', name);
        digest.update(content.digest());
    }

    private boolean copying() {
        return !to.equals(from);
    }

    private void note(char kind, String text) {
        digest.update((kind + text + "\0").getBytes(StandardCharsets.UTF_8));
    }
}
