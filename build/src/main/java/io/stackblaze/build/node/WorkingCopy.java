package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.layer.LayerKey;
import io.stackblaze.build.run.Folders;
import io.stackblaze.build.run.Run;
import io.stackblaze.sandbox.Trees;

/**
 * The copy of a layer's packages that build scripts work in. One that a build left as it was is kept for the next build
 * of the same subject: copying thousands of files takes longer than most build scripts.
 */
final class WorkingCopy {
    private final Run run;
    private Optional<Path> kept = Optional.empty();

    WorkingCopy(Run run) {
        this.run = run;
    }

    void take(LayerKey key, Path layer, Path modules) throws BuildException, IOException, InterruptedException {
        kept = run.keepsake("working copy");
        if (kept.isPresent() && isOf(key, kept.get())) {
            // Without its key it is nobody's, should this build die.
            Files.delete(kept.get().resolve("key"));
            Files.move(kept.get().resolve("node_modules"), modules);
            return;
        }
        Folders.copy(layer.resolve("node_modules"), modules);
    }

    private static boolean isOf(LayerKey key, Path folder) throws IOException {
        var name = folder.resolve("key");
        return Files.isRegularFile(name) && Files.readString(name).equals(key.digest())
                && Files.isDirectory(folder.resolve("node_modules"), LinkOption.NOFOLLOW_LINKS);
    }

    /** Gives an unchanged copy back. */
    void putBack(LayerKey key, Path modules) throws IOException {
        if (kept.isEmpty()) {
            Trees.delete(modules);
            return;
        }
        Folders.forgetCaches(modules);
        var place = kept.get().resolve("node_modules");
        Trees.delete(place);
        Files.move(modules, place);
        Files.writeString(kept.get().resolve("key"), key.digest());
    }
}
