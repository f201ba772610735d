package io.stackblaze.blueprint.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.stackblaze.blueprint.init.RepositoryFacts.Folder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RepositoryScanTest {
    @TempDir
    private Path outside;
    @TempDir
    private Path root;

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void readsKnownFilesHereAndInFolders() throws IOException {
        write(root.resolve("Procfile"), "web: x\n");
        write(root.resolve("README.md"), "no");
        write(root.resolve("api/package.json"), "{}");
        write(root.resolve("apps/site/Dockerfile"), "FROM x");
        write(root.resolve("node_modules/Procfile"), "no");
        write(root.resolve("deep/er/Procfile"), "no");

        var facts = RepositoryScan.scan(root);

        assertThat(facts.name()).isEqualTo(root.getFileName().toString());
        assertThat(facts.folders()).containsExactly(new Folder(".", Map.of("Procfile", "web: x\n")),
                new Folder("api", Map.of("package.json", "{}")),
                new Folder("apps/site", Map.of("Dockerfile", "FROM x")));
    }

    @Test
    void followsNoLink() throws IOException {
        write(outside.resolve("Procfile"), "web: secret\n");
        Files.createSymbolicLink(root.resolve("Procfile"), outside.resolve("Procfile"));
        Files.createSymbolicLink(root.resolve("api"), outside);

        assertThat(RepositoryScan.scan(root).folders()).containsExactly(new Folder(".", Map.of()));
    }

    @Test
    void aHugeFileIsSeenAndNotRead() throws IOException {
        write(root.resolve("package.json"), " ".repeat(300_000));

        assertThat(RepositoryScan.scan(root).folders()).containsExactly(new Folder(".", Map.of("package.json", "")));
    }
}
