package io.stackblaze.build.source;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Room on the disk. */
public final class Space {
    private Space() {}

    /** Refuses when less than so many bytes are free where {@code path} is or will be. */
    public static void require(Path path, long bytes) throws IOException, SourceException {
        var folder = existing(path);
        var free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw new SourceException(String.format(Locale.ROOT,
                    "The disk is full: %,d MiB are free at %s, and %,d MiB are needed. "
                            + "Free some space, then try again; what runs keeps running.",
                    free >> 20, folder, bytes >> 20));
        }
    }

    /** The failure of a write as people should hear it: a full disk is said to be one. */
    public static SourceException explain(IOException failed, Path path) {
        var full = reason(failed).contains("No space left") || reason(failed).contains("quota");
        return full
                ? new SourceException("The disk of " + existing(path) + " filled up while source was written. "
                        + "Free some space, then try again; what runs keeps running.", failed)
                : new SourceException("The source could not be read or written: " + reason(failed) + ".", failed);
    }

    private static String reason(IOException failed) {
        @Nullable
        String reason = failed instanceof FileSystemException file ? file.getReason() : null;
        var message = failed.getMessage();
        return reason != null ? reason : message != null ? message : failed.getClass().getSimpleName();
    }

    private static Path existing(Path path) {
        var folder = path.toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        return folder;
    }
}
