package io.stackblaze.engine.local;

import java.nio.file.Files;
import java.nio.file.Path;

import io.stackblaze.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A disk without room: new work is refused in plain words, what runs goes on, and nothing is left broken. */
class DiskFullTest {
    @TempDir
    Path folder;

    @Test
    void newWorkIsRefusedAndTheOldVersionServesOn() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        Machine.run("mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk.toString());
        try {
            var home = disk.resolve("home");
            try (var node = NodeProcess.start(home)) {
                var site = new Site(node, folder);
                site.apply(site.web(1, 1));
                site.live("web", 1);
                fill(disk.resolve("ballast"));
                var next = site.web(2, 1);
                assertThatThrownBy(() -> site.apply(next)).isInstanceOf(EngineException.class)
                        .hasMessageContaining("MB left").hasMessageContaining("Free some space").extracting("code")
                        .isEqualTo(EngineException.Code.EXHAUSTED);
                assertThat(site.get()).isEqualTo("200 1 web.1");
                node.kill();
                try (var again = NodeProcess.start(home)) {
                    site.on(again);
                    site.live("web", 1);
                    assertThat(site.get()).isEqualTo("200 1 web.1");
                    Files.delete(disk.resolve("ballast"));
                    site.apply(next);
                    site.live("web", 2);
                }
            }
        } finally {
            Machine.run("umount", "-l", disk.toString());
        }
    }

    /** Leaves not one byte. */
    private static void fill(Path file) throws java.io.IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (java.io.IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
