package io.stackblaze.heroku.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder that stands for an app whose code is not at hand: its slug, and a buildpack that does nothing but unpack it,
 * so that the very files that Heroku runs are run elsewhere.
 */
public final class SlugTree {
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

    private SlugTree() {}

    /**
     * Fills the folder; a slug that it holds already is not fetched again.
     *
     * @param app id of the app
     * @param slug id of the slug
     */
    public static void fill(HerokuReader heroku, String app, String slug, Path folder)
            throws HerokuException, IOException, InterruptedException {
        var home = folder.resolve("heroku-slug");
        var bin = Files.createDirectories(home.resolve("bin"));
        var tarball = home.resolve("slug.tgz");
        var mark = home.resolve("id");
        if (!Files.exists(tarball) || !Files.exists(mark) || !Files.readString(mark).equals(slug)) {
            SlugDownload.fetch(heroku, app, slug, tarball);
            Files.writeString(mark, slug);
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
