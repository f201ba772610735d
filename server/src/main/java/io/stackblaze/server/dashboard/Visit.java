package io.stackblaze.server.dashboard;

import java.util.List;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.dashboard.page.Frame;
import io.stackblaze.server.dashboard.page.Scope;
import io.stackblaze.server.http.Problem;
import org.jspecify.annotations.Nullable;

/** One request of somebody who is signed in. */
record Visit(Context ctx, String who, Pages pages) {
    /** The environment that the address names. */
    EnvironmentId environment() {
        try {
            return new EnvironmentId(ctx.pathParam("project"), ctx.pathParam("environment"));
        } catch (IllegalArgumentException e) {
            throw gone("An environment of that name");
        }
    }

    /** What the address is about: an environment, or a service of it. */
    Scope scope() {
        return new Scope(environment(), ctx.pathParamMap().get("service"));
    }

    /** Something that the address names and that is not there. */
    static Problem gone(String what) {
        return Problem.notFound(what, "It may have been destroyed, or the address has a slip.");
    }

    /** A field of the form, without spaces around it; null when absent or empty. */
    @Nullable
    String field(String name) {
        var value = ctx.formParam(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A field that has to be there. */
    String required(String name) {
        var value = field(name);
        if (value == null) {
            throw Problem.invalid(name, "is empty", "Go back and fill it.");
        }
        return value;
    }

    /** A whole number in a field or in the address, within bounds. */
    static int number(@Nullable String text, String what, int low, int high) {
        try {
            var number = Integer.parseInt(text == null ? "" : text);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of bounds.
        }
        throw Problem.invalid(what, "is no whole number from " + low + " to " + high, "Go back and change it.");
    }

    /** The frame of the page that answers. */
    Frame frame(String title, List<Frame.Crumb> crumbs) {
        return pages.frame(title, crumbs, who);
    }

    /** Answers with a page. */
    void show(String template, Object page) {
        ctx.html(pages.render(template, page));
    }

    /** Sends the browser on, after a write. */
    void goTo(String address) {
        ctx.redirect(address, HttpStatus.SEE_OTHER);
    }

    /** Sends the browser on to an operation. */
    void goToOperation(String id) {
        goTo("/operations/" + id);
    }
}
