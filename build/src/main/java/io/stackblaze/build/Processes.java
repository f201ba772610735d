package io.stackblaze.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.Procfile;

/** The Procfile of a source. */
final class Processes {
    private Processes() {}

    /** Command lines by process type; none when there is no Procfile. */
    static Map<String, String> read(Path folder) throws BuildException, IOException {
        var file = folder.resolve("Procfile");
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(Procfile.MAX_LENGTH + 1), StandardCharsets.UTF_8);
            return switch (Procfile.read(text)) {
                case Procfile.Reading.Valid(var procfile) -> procfile.processes();
                case Procfile.Reading.Invalid(var faults) -> throw new BuildException(
                        String.join(" ", faults.stream().map(Object::toString).toList()), "", List.of());
            };
        }
    }
}
