package io.stackblaze.sandbox;

import java.nio.file.Path;

/** The rule for paths as they are seen inside a sandbox. */
final class Inside {
    private Inside() {}

    static void check(String path) {
        if (!path.startsWith("/") || !Path.of(path).normalize().toString().equals(path)) {
            throw new IllegalArgumentException("Not an absolute path without . and .. and doubled slashes: " + path);
        }
    }
}
