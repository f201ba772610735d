package io.stackblaze.build.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.stackblaze.build.BuildException;

/** Files of the source that are read by us: of any content, but not of any length. */
public final class Text {
    private static final long BYTES = 64L << 20;

    private Text() {}

    /** The bytes of a file. */
    public static byte[] bytes(Path file) throws BuildException, IOException {
        if (Files.size(file) > BYTES) {
            throw new BuildException(String.format(Locale.ROOT, "%s has more than %d MiB.", file.getFileName(),
                    BYTES >> 20), "Check that it is the right file.", List.of());
        }
        return Files.readAllBytes(file);
    }

    /** Its lines; what is no UTF-8 becomes a replacement character. */
    public static List<String> lines(Path file) throws BuildException, IOException {
        return new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
    }
}
