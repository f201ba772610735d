package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Path;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.SlugTree;

/** Fills a folder with what Heroku runs, for an app whose code is not at hand. */
final class SlugFolder {
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
        call.screen().note("Taking the slug of release " + slug.release() + ".");
        SlugTree.fill(heroku, app.app().id(), slug.id(), folder);
    }
}
