package io.stackblaze.server.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

import io.stackblaze.build.source.SourceArchive;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.build.source.SourceLimits;
import io.stackblaze.build.source.Space;
import io.stackblaze.sandbox.Trees;
import io.stackblaze.server.http.Problem;
import org.jdbi.v3.core.Jdbi;

/** Uploaded source trees, kept unpacked under the SHA-256 of their archive until nobody needs them. Any thread. */
public final class Sources {
    private static final Duration KEPT = Duration.ofDays(2);

    private final Path folder;
    private final Jdbi jdbi;
    private final Clock clock;
    private final SourceLimits limits;

    /** What was kept. */
    public record Uploaded(String source, long bytes) {}

    /** Keeps trees in a folder. */
    public Sources(Path folder, Jdbi jdbi, Clock clock, SourceLimits limits) {
        this.folder = folder;
        this.jdbi = jdbi;
        this.clock = clock;
        this.limits = limits;
    }

    /** Keeps an archive's tree; an archive that cannot be unpacked is refused and leaves nothing behind. */
    public Uploaded keep(InputStream in) throws IOException {
        Files.createDirectories(folder);
        refuseFullDisk();
        Path archive = Files.createTempFile(folder, "arriving-", ".tar.gz");
        Path tree = archive.resolveSibling(archive.getFileName() + ".tree");
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            long bytes;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(archive), digest)) {
                bytes = copy(in, out);
            }
            String source = HexFormat.of().formatHex(digest.digest());
            if (!has(source)) {
                unpack(archive, tree);
                place(tree, source);
            }
            jdbi.useHandle(handle -> handle.createUpdate("""
                    insert into sources (sha256, bytes, created_at, used_at) values (:sha256, :bytes, :now, :now)
                    on conflict (sha256) do update set used_at = :now""").bind("sha256", source).bind("bytes", bytes)
                    .bind("now", clock.instant()).execute());
            return new Uploaded(source, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.deleteIfExists(archive);
            Trees.delete(tree);
        }
    }

    /** Whether it is still there. */
    public boolean has(String source) {
        return Files.isDirectory(tree(source));
    }

    /** The folder of a source; it must not be written to. */
    public Path tree(String source) {
        return folder.resolve(source);
    }

    /** Deletes trees that were not used for two days. */
    public void forgetOld() {
        var old = jdbi.withHandle(
                handle -> handle.createQuery("delete from sources where used_at < :before returning sha256")
                        .bind("before", clock.instant().minus(KEPT)).mapTo(String.class).list());
        try {
            for (String source : old) {
                Trees.delete(tree(source));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void place(Path tree, String source) throws IOException {
        try {
            Files.move(tree, tree(source), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!has(source)) {
                throw e;
            }
            // Somebody else sent the same source at the same time.
        }
    }

    private void unpack(Path archive, Path tree) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            SourceArchive.unpack(in, tree, limits);
        } catch (SourceException e) {
            throw new Problem(Problem.Kind.INVALID, "The source cannot be used: " + e.getMessage(),
                    "Send the folder of blueprint.yaml as a gzipped tar, as `stackblaze up` does.");
        }
    }

    private long copy(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[64 * 1024];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > limits.archiveBytes()) {
                throw new Problem(Problem.Kind.TOO_LARGE,
                        "The source is larger than " + (limits.archiveBytes() >> 20) + " MiB packed.",
                        "Leave out what the build does not need: list it in .stackblazeignore.");
            }
            out.write(buffer, 0, read);
        }
        return total;
    }

    private void refuseFullDisk() throws IOException {
        try {
            Space.require(folder, limits.freeBytes());
        } catch (SourceException e) {
            throw new Problem(Problem.Kind.EXHAUSTED, String.valueOf(e.getMessage()), "Then deploy again.");
        }
    }
}
