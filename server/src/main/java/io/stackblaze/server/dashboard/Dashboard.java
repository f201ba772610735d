package io.stackblaze.server.dashboard;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.stackblaze.server.dashboard.page.Assets;

/**
 * The dashboard: pages rendered here, live by server-sent events. It reads and writes through {@link ControlPlane}
 * alone. Closing it ends the streams that are open.
 */
public final class Dashboard implements AutoCloseable {
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final ControlPlane control;
    private final Function<Context, Optional<String>> sessions;
    private final Assets assets = new Assets();
    private final Pages pages;
    private final Live live = new Live();

    /**
     * A dashboard that serves nothing yet.
     *
     * @param sessions who sent a request, by its session; nothing for nobody
     */
    public Dashboard(ControlPlane control, Function<Context, Optional<String>> sessions, Clock clock) {
        this.control = control;
        this.sessions = sessions;
        this.pages = new Pages(assets, clock);
    }

    /** Adds all pages, and the answer for addresses where nothing is. */
    public void addTo(JavalinDefaultRoutingApi routes) {
        var doors = new Doors(routes, sessions, pages);
        new ProjectRoutes(control).addTo(doors);
        new EnvironmentRoutes(control, live).addTo(doors);
        new LogRoutes(control, live).addTo(doors);
        new FigureRoutes(control).addTo(doors);
        new ReleaseRoutes(control).addTo(doors);
        new VariableRoutes(control).addTo(doors);
        new OperationRoutes(control, live).addTo(doors);
        routes.get("/assets/{name}", this::asset);
        routes.error(404, "text/html", doors::notFound);
    }

    /** Scripts and styles are no secret: the page that asks one to sign in needs them too. */
    private void asset(Context ctx) {
        var asset = assets.at(ctx.path());
        if (asset.isEmpty()) {
            ctx.status(404);
            return;
        }
        ctx.header("Cache-Control", FOR_GOOD).header("X-Content-Type-Options", "nosniff")
                .contentType(asset.get().contentType()).result(asset.get().open());
    }

    @Override
    public void close() {
        live.close();
    }
}
