package io.stackblaze.server.dashboard.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.stackblaze.engine.EnvironmentId;
import org.jspecify.annotations.Nullable;

/**
 * What a page is about: an environment, or one service of it. Addresses are made here and nowhere else; names in them
 * are DNS labels and need no escaping.
 */
public record Scope(EnvironmentId id, @Nullable String service) {
    /** One tab of a page. */
    public record Tab(String name, String href, boolean current) {}

    /** The environment as a whole. */
    public static Scope of(EnvironmentId id) {
        return new Scope(id, null);
    }

    /** Where the environment's own page is. */
    public String environmentPath() {
        return "/projects/" + id.project() + "/" + id.environment();
    }

    /** Where this scope's first page is. */
    public String path() {
        return service == null ? environmentPath() : environmentPath() + "/services/" + service;
    }

    /** A page below this scope's first one. */
    public String path(String page) {
        return path() + "/" + page;
    }

    /** Where one service's page is. */
    public String servicePath(String name) {
        return environmentPath() + "/services/" + name;
    }

    /** The name shown as heading. */
    public String name() {
        return service == null ? id.environment() : service;
    }

    /** The tabs of this scope's pages; {@code current} is a tab's name; a datastore has one more. */
    public List<Tab> tabs(String current, boolean datastore) {
        var tabs = new ArrayList<Tab>();
        tabs.add(tab(service == null ? "Services" : "Overview", "", current));
        if (datastore) {
            tabs.add(tab("Database", "/database", current));
        }
        for (var name : List.of("Log", "Figures", "Releases", "Variables")) {
            tabs.add(tab(name, "/" + name.toLowerCase(Locale.ROOT), current));
        }
        if (service == null) {
            tabs.add(tab("Operations", "/operations", current));
        }
        return List.copyOf(tabs);
    }

    /** The way here from the list of projects, for {@link Frame}. */
    public List<Frame.Crumb> crumbs(String page) {
        var crumbs = new ArrayList<Frame.Crumb>();
        crumbs.add(new Frame.Crumb("Projects", "/"));
        crumbs.add(new Frame.Crumb(id.project(), "/projects/" + id.project()));
        crumbs.add(new Frame.Crumb(id.environment(), environmentPath()));
        if (service != null) {
            crumbs.add(new Frame.Crumb(service, path()));
        }
        if (!page.isEmpty()) {
            crumbs.add(new Frame.Crumb(page, ""));
        }
        return List.copyOf(crumbs);
    }

    private Tab tab(String name, String suffix, String current) {
        return new Tab(name, path() + suffix, name.equals(current));
    }
}
