package io.stackblaze.server.dashboard;

import java.nio.file.Path;
import java.util.Locale;

import com.microsoft.playwright.Page;

/** Keeps pictures of pages for a person to look at, in the folder that {@code stackblaze.test.shots} names. */
final class Shots {
    private static final String FOLDER = System.getProperty("stackblaze.test.shots", "");

    private Shots() {}

    static void keep(Page page, String name) {
        if (!FOLDER.isEmpty()) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                    .setPath(Path.of(FOLDER, name.toLowerCase(Locale.ROOT) + ".png")));
        }
    }
}
