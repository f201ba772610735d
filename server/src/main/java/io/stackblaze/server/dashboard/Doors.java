package io.stackblaze.server.dashboard;

import java.util.function.Function;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.stackblaze.server.http.Access;

/**
 * Where features register their pages and forms, each with what one must be allowed to do. What goes wrong is a
 * {@link io.stackblaze.server.http.Problem}; {@link Dashboard#render} shows it.
 */
final class Doors {
    private final Routes gets;
    private final Routes posts;
    private final Function<Context, String> caller;
    private final Pages pages;

    /** Something that routes are added to. */
    interface Routes {
        /** Adds one. */
        void add(String path, Access access, Handler handler);
    }

    /** What a page or a write does. */
    interface Answer {
        /** Answers the request. */
        void to(Visit visit);
    }

    Doors(Routes gets, Routes posts, Function<Context, String> caller, Pages pages) {
        this.gets = gets;
        this.posts = posts;
        this.caller = caller;
        this.pages = pages;
    }

    /** Serves a page, at each of the paths. */
    void page(Answer answer, String... paths) {
        for (var path : paths) {
            gets.add(path, Access.READ, handler(answer));
        }
    }

    /** Takes a form, at each of the paths. */
    void form(Answer answer, String... paths) {
        for (var path : paths) {
            posts.add(path, Access.WRITE, handler(answer));
        }
    }

    /** Takes a form that destroys data. */
    void destroy(Answer answer, String path) {
        posts.add(path, Access.ADMIN, handler(answer));
    }

    private Handler handler(Answer answer) {
        return ctx -> answer.to(new Visit(ctx, caller.apply(ctx), pages));
    }
}
