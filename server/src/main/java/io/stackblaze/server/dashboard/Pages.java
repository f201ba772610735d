package io.stackblaze.server.dashboard;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.stackblaze.server.dashboard.page.Assets;
import io.stackblaze.server.dashboard.page.Frame;

/** Turns page records into markup by the template of the same name. Safe for use by many threads. */
final class Pages {
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html,
            Pages.class.getClassLoader(), "io.stackblaze.server.dashboard.templates");
    private final Assets assets;
    private final Clock clock;
    private final BooleanSupplier migrations;
    private final BooleanSupplier moves;

    /**
     * A renderer.
     *
     * @param migrations whether there are any, so that every page leads to them
     * @param moves the same of moves of single databases
     */
    Pages(Assets assets, Clock clock, BooleanSupplier migrations, BooleanSupplier moves) {
        this.assets = assets;
        this.clock = clock;
        this.migrations = migrations;
        this.moves = moves;
    }

    /** The frame of a page shown now. */
    Frame frame(String title, List<Frame.Crumb> crumbs, String who) {
        return new Frame(title, crumbs, who, clock.instant(), assets, !who.isEmpty() && migrations.getAsBoolean(),
                !who.isEmpty() && moves.getAsBoolean());
    }

    /** The markup of a page, or of a part of one. */
    String render(String template, Object page) {
        var output = new StringOutput();
        templates.render(template + ".jte", page, output);
        return output.toString();
    }

    /** The markup of a part that takes several values. */
    String part(String template, Map<String, Object> values) {
        var output = new StringOutput();
        templates.render("part/" + template + ".jte", values, output);
        return output.toString();
    }
}
