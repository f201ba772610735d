package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.SlugDownload;

/**
 * A folder that stands for an app whose code is not at hand: its slug, and a buildpack that does nothing but unpack it,
 * so that the very files that Heroku runs are run here.
 */
final class SlugFolder {
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

    private SlugFolder() {}

    static void fill(Call call, HerokuReader heroku, Inventory app, Path folder)
            throws Failure, HerokuException, IOException, InterruptedException {
        var slug = app.slug();
        if (slug == null || slug.image()) {
            throw Failure.of(slug == null
                    ? "Nothing was ever released of " + app.app().name() + "."
                    : app.app().name() + " runs an image, which cannot be fetched from here.",
                    "Give the folder of its code: --repo DIR");
        }
        var bin = folder.resolve("heroku-slug/bin");
        Files.createDirectories(bin);
        var tarball = folder.resolve("heroku-slug/slug.tgz");
        var mark = folder.resolve("heroku-slug/id");
        if (!Files.exists(tarball) || !Files.exists(mark) || !Files.readString(mark).equals(slug.id())) {
            call.screen().note("Fetching the slug of release " + slug.release() + ".");
            SlugDownload.fetch(heroku, app.app().id(), slug.id(), tarball);
            Files.writeString(mark, slug.id());
        }
        script(bin.resolve("detect"), DETECT);
        script(bin.resolve("compile"), COMPILE);
        script(bin.resolve("release"), RELEASE);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
