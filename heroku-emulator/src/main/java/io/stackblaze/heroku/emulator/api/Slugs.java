package io.stackblaze.heroku.emulator.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.stackblaze.heroku.emulator.account.Release;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Slugs as files: a compressed tarball whose one folder is {@code ./app}. */
final class Slugs {
    private static final int EXECUTABLE = 0100755;

    private Slugs() {}

    /**
     * The tarball of a slug; the same bytes each time.
     *
     * @param folder what is in it; empty for a slug that was never built
     */
    static byte[] tarball(Release.Slug slug, Optional<Path> folder) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            if (folder.isPresent()) {
                addAll(tar, folder.get());
            } else {
                addUsual(tar, slug);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@code SHA256:} and its digits. */
    static String checksum(byte[] tarball) {
        try {
            return "SHA256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(tarball));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void addUsual(TarArchiveOutputStream tar, Release.Slug slug) throws IOException {
        var procfile = slug.processTypes().entrySet().stream().map(one -> one.getKey() + ": " + one.getValue() + "\n")
                .collect(Collectors.joining());
        add(tar, "Procfile", procfile.getBytes(StandardCharsets.UTF_8), false);
        add(tar, "package.json", "{\"name\": \"app\", \"engines\": {\"node\": \"20.x\"}}\n"
                .getBytes(StandardCharsets.UTF_8), false);
        add(tar, ".heroku/node/VERSION", "20.18.0\n".getBytes(StandardCharsets.UTF_8), false);
    }

    private static void addAll(TarArchiveOutputStream tar, Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                var name = folder.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    var entry = new TarArchiveEntry("./app/" + name, TarConstants.LF_SYMLINK);
                    entry.setLinkName(Files.readSymbolicLink(path).toString());
                    entry.setModTime(0);
                    tar.putArchiveEntry(entry);
                    tar.closeArchiveEntry();
                } else if (Files.isRegularFile(path)) {
                    add(tar, name, Files.readAllBytes(path), Files.isExecutable(path));
                }
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content, boolean isExecutable)
            throws IOException {
        var entry = new TarArchiveEntry("./app/" + name);
        entry.setSize(content.length);
        entry.setModTime(0);
        if (isExecutable) {
            entry.setMode(EXECUTABLE);
        }
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
