package io.stackblaze.server.migration;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.stackblaze.build.source.SourceArchive;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.SlugDownload;
import io.stackblaze.sandbox.Trees;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.source.Sources;

/**
 * A source that stands for an app whose code was not sent: its slug, and a buildpack that does nothing but unpack it,
 * so
 * that the very files that Heroku runs are run here.
 */
final class SlugSource {
    private static final String DETECT = "#!/bin/sh\necho 'Heroku slug'\n";
    private static final String COMPILE = """
            #!/bin/sh
            # The slug's one folder is ./app; what it holds becomes the build.
            set -e
            here=$(cd "$(dirname "$0")/.." && pwd)
            tar -xzf "$here/slug.tgz" -C "$1" --strip-components=2
            echo "-----> Unpacked the slug that Heroku runs"
            """;
    private static final String RELEASE = "#!/bin/sh\necho '--- {}'\n";

    private SlugSource() {}

    /** Fetches it, and gives the id under which it is kept. */
    static String fetch(HerokuReader heroku, Inventory app, Sources sources)
            throws HerokuException, StepFailure, IOException, InterruptedException {
        var slug = app.slug();
        if (slug == null || slug.image()) {
            throw new StepFailure(slug == null
                    ? "Nothing was ever released of " + app.app().name() + "."
                    : app.app().name() + " runs an image, which cannot be fetched from here.",
                    "Start the migration with the folder of its code: stackblaze migrate start " + app.app().name()
                            + " --repo DIR");
        }
        var folder = Files.createTempDirectory("heroku-slug-");
        try {
            var bin = Files.createDirectories(folder.resolve("tree/heroku-slug/bin"));
            SlugDownload.fetch(heroku, app.app().id(), slug.id(), bin.resolveSibling("slug.tgz"));
            script(bin.resolve("detect"), DETECT);
            script(bin.resolve("compile"), COMPILE);
            script(bin.resolve("release"), RELEASE);
            var archive = folder.resolve("source.tar.gz");
            try (var out = new BufferedOutputStream(Files.newOutputStream(archive))) {
                SourceArchive.pack(folder.resolve("tree"), out);
            }
            try (var in = Files.newInputStream(archive)) {
                return sources.keep(in).source();
            }
        } catch (SourceException e) {
            throw new StepFailure("The slug cannot be used: " + e.getMessage(),
                    "Give the folder of the code: --repo DIR");
        } finally {
            Trees.delete(folder);
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
