package io.stackblaze.build.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import io.stackblaze.sandbox.Trees;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** One archive on its way into a folder. */
final class Unpacking {
    private static final int PATH_LENGTH = 1024;
    private static final int NAME_LENGTH = 255;

    private enum Kind {
        FOLDER, FILE, LINK
    }

    private final Path target;
    private final SourceLimits limits;
    private final Map<String, Kind> seen = new HashMap<>();
    private long bytes;

    private Unpacking(Path target, SourceLimits limits) {
        this.target = target;
        this.limits = limits;
    }

    static void unpack(InputStream in, Path target, SourceLimits limits) throws IOException, SourceException {
        Space.require(target, limits.freeBytes());
        Files.createDirectory(target);
        var whole = false;
        try {
            new Unpacking(target, limits).read(in);
            whole = true;
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            throw new SourceException(
                    "The source archive is cut short, or is no archive. Send a gzipped tar (.tar.gz).",
                    broken);
        } catch (IOException failed) {
            throw Space.explain(failed, target);
        } finally {
            if (!whole) {
                Trees.delete(target);
            }
        }
    }

    private void read(InputStream in) throws IOException, SourceException {
        var counted = new LimitedInput(in, limits.archiveBytes());
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(counted, 1 << 16), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                take(tar, entry);
            }
        } catch (LimitedInput.Exceeded exceeded) {
            throw tooLarge("The source archive has more than " + mebibytes(limits.archiveBytes()) + " MiB.", exceeded);
        }
        if (seen.isEmpty()) {
            throw new SourceException("The source archive is empty. Check what was packed.");
        }
    }

    private void take(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException, SourceException {
        var name = name(entry);
        if (name.isEmpty()) {
            return;
        }
        if (seen.size() >= limits.files()) {
            throw tooLarge("The source has more than " + limits.files() + " files.", null);
        }
        folders(name);
        if (entry.isDirectory()) {
            if (seen.put(name, Kind.FOLDER) != Kind.FOLDER) {
                makeFolder(name, entry);
            }
            return;
        }
        if (seen.containsKey(name)) {
            throw refused(entry, "comes twice");
        }
        var file = target.resolve(name);
        if (entry.isSymbolicLink()) {
            if (!Link.staysInside(name, entry.getLinkName())) {
                throw refused(entry, "is a link that leads out of the source, to " + printable(entry.getLinkName()));
            }
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            seen.put(name, Kind.LINK);
        } else if (isPlain(entry)) {
            seen.put(name, Kind.FILE);
            write(tar, entry, file);
        } else {
            throw refused(entry, "is neither a file nor a folder nor a symbolic link");
        }
    }

    /** The library counts devices among the files. */
    private static boolean isPlain(TarArchiveEntry entry) {
        var type = entry.getLinkFlag();
        return (type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM) && !entry.isSparse();
    }

    private void makeFolder(String name, TarArchiveEntry entry) throws IOException, SourceException {
        var folder = target.resolve(name);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(entry, "comes twice");
        }
        Files.createDirectory(folder);
    }

    private void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
            throws IOException, SourceException {
        bytes += entry.getSize();
        if (entry.getSize() < 0 || bytes > limits.bytes()) {
            throw tooLarge("The source has more than " + mebibytes(limits.bytes()) + " MiB unpacked.", null);
        }
        try (var out = Files.newOutputStream(file)) {
            tar.transferTo(out);
        }
        file.toFile().setExecutable((entry.getMode() & 0100) != 0, false);
    }

    /** Makes the folders above an entry; a link among them would lead the entry elsewhere. */
    private void folders(String name) throws IOException, SourceException {
        for (var slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            var folder = name.substring(0, slash);
            var kind = seen.get(folder);
            if (kind == null) {
                Files.createDirectory(target.resolve(folder));
                seen.put(folder, Kind.FOLDER);
            } else if (kind != Kind.FOLDER) {
                throw new SourceException("The source archive puts " + printable(name) + " below " + printable(folder)
                        + ", which is not a folder. Pack it again.");
            }
        }
    }

    private String name(TarArchiveEntry entry) throws SourceException {
        var name = entry.getName();
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty() || name.equals(".")) {
            return "";
        }
        if (name.startsWith("/") || name.length() > PATH_LENGTH
                || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(entry, "has a name that cannot be used here");
        }
        for (var component : name.split("/", -1)) {
            if (component.isEmpty() || component.equals(".") || component.equals("..")
                    || component.getBytes(StandardCharsets.UTF_8).length > NAME_LENGTH) {
                throw refused(entry, "has a name that cannot be used here");
            }
        }
        return name;
    }

    private static SourceException refused(TarArchiveEntry entry, String why) {
        return new SourceException("The source archive is refused: " + printable(entry.getName()) + " " + why
                + ". Remove it from the source.");
    }

    private static SourceException tooLarge(String what, @Nullable Exception cause) {
        var message = what + " Leave out what is not source: name it in .gitignore or .stackblazeignore.";
        return cause == null ? new SourceException(message) : new SourceException(message, cause);
    }

    private static String printable(String name) {
        var shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes >> 20);
    }
}
