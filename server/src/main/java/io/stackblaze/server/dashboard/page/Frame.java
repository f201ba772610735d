package io.stackblaze.server.dashboard.page;

import java.time.Instant;
import java.util.List;

/**
 * What stands around every page.
 *
 * @param crumbs the way here, outermost first; the last one is the page itself
 * @param who who is signed in; empty for nobody
 * @param now the time all ages on the page are counted from
 * @param migrations whether the page leads to migrations, because there are any
 * @param moves whether the page leads to moves of single databases, because there are any
 */
public record Frame(String title, List<Crumb> crumbs, String who, Instant now, Assets assets,
        boolean migrations, boolean moves) {
    /** Copies the list. */
    public Frame {
        crumbs = List.copyOf(crumbs);
    }

    /** One place on the way to a page; an empty address is the page itself. */
    public record Crumb(String text, String href) {}
}
