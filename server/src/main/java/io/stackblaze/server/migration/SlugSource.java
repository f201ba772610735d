package io.stackblaze.server.migration;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;

import io.stackblaze.build.source.SourceArchive;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.SlugTree;
import io.stackblaze.sandbox.Trees;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.source.Sources;

/** A source that stands for an app whose code was not sent: the files of its slug. */
final class SlugSource {
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
            SlugTree.fill(heroku, app.app().id(), slug.id(), folder.resolve("tree"));
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
}
