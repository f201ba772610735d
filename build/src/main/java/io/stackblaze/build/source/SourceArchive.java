package io.stackblaze.build.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Source as it travels: a gzipped tar. Stateless; any thread may use it. */
public final class SourceArchive {
    private SourceArchive() {}

    /**
     * Packs the source in a folder: in a git work tree what git tracks or would add, less what {@code
     * .stackblazeignore} names, and never {@code .git}, {@code node_modules} or {@code .env} files. Equal trees give
     * equal bytes: sorted, without times and owners, and of the mode only whether it can be executed.
     *
     * @param out receives the archive; is not closed
     * @throws SourceException when there is nothing to pack, or a link leads out of the folder
     */
    public static void pack(Path folder, OutputStream out) throws IOException, SourceException {
        if (!Files.isDirectory(folder)) {
            throw new SourceException(folder + " is not a folder. Give the path of the project's folder.");
        }
        var files = SourceFiles.list(folder);
        if (files.isEmpty()) {
            throw new SourceException(folder + " has no source in it: it is empty, or everything in it is ignored. "
                    + "Check the path, .gitignore and .stackblazeignore.");
        }
        var gzip = new GZIPOutputStream(out, 1 << 16);
        var tar = new TarArchiveOutputStream(gzip, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (var file : files) {
            add(tar, folder.resolve(file), file);
        }
        tar.finish();
        gzip.finish();
    }

    /**
     * Unpacks an archive that nobody vouches for into a folder of its own. Refused are links that lead out, hard links
     * and devices, absolute names and {@code ..}, names that come twice, and whatever exceeds the limits. When it
     * throws, the folder is gone.
     *
     * @param in the archive; read, not closed
     * @param target a folder that does not exist yet, in one that does
     * @throws SourceException when the archive is refused, or the disk has no room for it
     */
    public static void unpack(InputStream in, Path target, SourceLimits limits) throws IOException, SourceException {
        Unpacking.unpack(in, target, limits);
    }

    private static void add(TarArchiveOutputStream tar, Path file, String name) throws IOException, SourceException {
        if (Files.isSymbolicLink(file)) {
            var target = Files.readSymbolicLink(file).toString();
            if (!Link.staysInside(name, target)) {
                throw new SourceException("The link " + name + " leads out of the folder, to " + target
                        + ". Remove it, or name it in .stackblazeignore.");
            }
            var link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(target);
            plain(link, 0777);
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            return;
        }
        var entry = new TarArchiveEntry(name);
        var size = Files.size(file);
        entry.setSize(size);
        plain(entry, Files.isExecutable(file) ? 0755 : 0644);
        tar.putArchiveEntry(entry);
        try (var in = Files.newInputStream(file)) {
            if (copy(in, tar, size) < size) {
                throw new SourceException(name + " became shorter while it was packed. Try again.");
            }
        }
        tar.closeArchiveEntry();
    }

    /** Copies at most so many bytes: a file that grows meanwhile must not break the archive. */
    private static long copy(InputStream in, OutputStream out, long bytes) throws IOException {
        var buffer = new byte[1 << 16];
        var copied = 0L;
        while (copied < bytes) {
            var read = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - copied));
            if (read < 0) {
                return copied;
            }
            out.write(buffer, 0, read);
            copied += read;
        }
        return copied;
    }

    private static void plain(TarArchiveEntry entry, int mode) {
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
    }
}
