package io.stackblaze.server.dashboard;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

import io.javalin.Javalin;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.http.Problem;

/** The dashboard on a port of its own, over a control plane that a test sets, for an owner who is signed in already. */
final class Desk implements AutoCloseable {
    final FakeControlPlane control = new FakeControlPlane();
    private Dashboard dashboard;
    private Javalin http;

    Desk() {
        open(0);
    }

    /** Goes away and comes back on the same port. */
    void restart() {
        int port = http.port();
        close();
        open(port);
    }

    @org.jspecify.annotations.NullUnmarked
    private void open(int port) {
        dashboard = new Dashboard(control, Clock.fixed(Shop.NOW, ZoneOffset.UTC));
        http = Javalin.create(config -> {
            config.concurrency.useVirtualThreads = true;
            config.startup.showJavalinBanner = false;
            Doors.Routes gets = (path, _, handler) -> config.routes.get(path, handler);
            Doors.Routes posts = (path, _, handler) -> config.routes.post(path, handler);
            dashboard.addTo(gets, new Doors(gets, posts, _ -> "owner", dashboard.pages()));
            config.routes.exception(Problem.class, (problem, ctx) -> ctx.status(problem.kind().status())
                    .html(dashboard.render(problem.body())));
        }).start("127.0.0.1", port);
    }

    /** With the shop on a good day in it. */
    static Desk withShop() {
        var desk = new Desk();
        desk.control.projects.add(new ProjectRow("shop", Shop.NOW.minusSeconds(400_000), List.of(
                new ProjectRow.EnvironmentRow("production", State.LIVE, "live", 12, "5 services",
                        "http://web.shop.localhost:8080"),
                new ProjectRow.EnvironmentRow("staging", State.FAILING, "failing", 31,
                        "web: exited with code 1 after 0.4 s", ""))));
        desk.control.projects.add(new ProjectRow("wiki", Shop.NOW.minusSeconds(9_000_000), List.of(
                new ProjectRow.EnvironmentRow("production", State.STOPPED, "down", 3, "2 services", ""))));
        desk.control.put(Shop.goodDay());
        desk.control.put(Shop.running());
        desk.control.put(Shop.failed());
        desk.control.put(Shop.succeeded());
        desk.control.releases.addAll(Shop.releases());
        desk.control.variables.addAll(Shop.variables());
        desk.control.databases.put("db", Shop.database());
        desk.control.databases.put("cache", Shop.redis());
        desk.control.figures.addAll(Shop.figures());
        desk.control.log.addAll(Shop.log());
        desk.control.effects.addAll(Shop.rollbackEffects());
        desk.control.operationLog.addAll(Shop.operationLog());
        desk.control.put(Moves.cutoverRunning());
        desk.control.migrations.put(Moves.beforeCut());
        desk.control.migrations.put(Moves.begun());
        desk.control.migrations.inspections.put(Moves.ID, Moves.inspection(""));
        return desk;
    }

    String url(String path) {
        return "http://127.0.0.1:" + http.port() + path;
    }

    @Override
    public void close() {
        dashboard.close();
        http.stop();
    }
}
