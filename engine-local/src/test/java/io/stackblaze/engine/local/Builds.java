package io.stackblaze.engine.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.stackblaze.engine.Artifact;

/** Build folders, as the builder leaves them, made by hand. */
record Builds(Path folder) {
    Artifact of(Map<String, String> files) throws IOException {
        var id = UUID
                .nameUUIDFromBytes(new TreeMap<>(files).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        var build = folder.resolve(id);
        synchronized (Builds.class) {
            if (!Files.exists(build)) {
                for (var file : files.entrySet()) {
                    var path = build.resolve("app").resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                }
            }
        }
        return new Artifact(id, build.toString());
    }
}
