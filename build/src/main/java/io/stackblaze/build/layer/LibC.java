package io.stackblaze.build.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's C library, for which native packages are built. */
final class LibC {
    private static final String NAME = find();

    private LibC() {}

    static String name() {
        return NAME;
    }

    private static String find() {
        for (var folder : new String[]{"/lib", "/lib64"}) {
            try (var files = Files.newDirectoryStream(Path.of(folder), "ld-musl-*")) {
                if (files.iterator().hasNext()) {
                    return "musl";
                }
            } catch (IOException _) {
                // A machine need not have both folders.
            }
        }
        return "glibc";
    }
}
