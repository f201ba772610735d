package io.stackblaze.server.dashboard;

import java.time.Clock;
import java.util.List;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stackblaze.server.dashboard.page.Assets;
import io.stackblaze.server.dashboard.page.ErrorPage;
import io.stackblaze.server.dashboard.page.SignInPage;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Problem;

/**
 * The dashboard: pages rendered here, live by server-sent events. It reads and writes through {@link ControlPlane}
 * alone. Closing it ends the streams that are open.
 */
public final class Dashboard implements Http.Feature, Http.ProblemPage, AutoCloseable {
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final ControlPlane control;
    private final Assets assets = new Assets();
    private final Pages pages;
    private final Live live = new Live();

    /** A dashboard of that control plane. */
    public Dashboard(ControlPlane control, Clock clock) {
        this.control = control;
        this.pages = new Pages(assets, clock, () -> control.migrations().any(),
                () -> control.moves().any());
    }

    @Override
    public void register(Api api) {
        Doors.Routes gets = (path, access, handler) -> api.page(HandlerType.GET, path, access, handler);
        addTo(gets, new Doors(gets, api::form, ctx -> Api.caller(ctx).name(), pages));
    }

    /** Adds all pages and assets. */
    void addTo(Doors.Routes gets, Doors doors) {
        // Scripts and styles are no secret: the page that asks one to sign in needs them too.
        gets.add("/assets/{name}", Access.PUBLIC, this::asset);
        new ProjectRoutes(control).addTo(doors);
        new EnvironmentRoutes(control, live).addTo(doors);
        new DatabaseRoutes(control).addTo(doors);
        new LogRoutes(control, live).addTo(doors);
        new FigureRoutes(control).addTo(doors);
        new ReleaseRoutes(control).addTo(doors);
        new VariableRoutes(control).addTo(doors);
        new OperationRoutes(control, live).addTo(doors);
        new MigrationRoutes(control, live).addTo(doors);
        new MoveRoutes(control, live).addTo(doors);
    }

    /** Who is not signed in is told how to; every other problem is told as it is. */
    @Override
    public String render(Problem.Body problem) {
        if (problem.status() == Problem.Kind.UNAUTHENTICATED.status()) {
            return pages.render("signIn", new SignInPage(pages.frame("Sign in", List.of(), ""), problem.detail()));
        }
        return pages.render("error", new ErrorPage(pages.frame(problem.title(), List.of(), ""), problem));
    }

    /** The renderer, for doors onto other routes than {@link Api}'s. */
    Pages pages() {
        return pages;
    }

    private void asset(Context ctx) {
        var asset = assets.at(ctx.path())
                .orElseThrow(() -> Problem.notFound("The file " + ctx.path(), "Reload the page."));
        ctx.header("Cache-Control", FOR_GOOD).contentType(asset.contentType()).result(asset.open());
    }

    @Override
    public void close() {
        live.close();
    }
}
