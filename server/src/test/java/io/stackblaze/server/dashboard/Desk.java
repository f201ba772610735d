package io.stackblaze.server.dashboard;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.javalin.Javalin;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.State;

/** The dashboard on a port of its own, over a control plane that a test sets. Who sends the cookie is signed in. */
final class Desk implements AutoCloseable {
    static final String COOKIE = "desk";
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
        dashboard = new Dashboard(control,
                ctx -> "owner".equals(ctx.cookie(COOKIE)) ? Optional.of("owner") : Optional.empty(),
                Clock.fixed(Shop.NOW, ZoneOffset.UTC));
        http = Javalin.create(config -> {
            config.concurrency.useVirtualThreads = true;
            config.startup.showJavalinBanner = false;
            dashboard.addTo(config.routes);
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
        desk.control.figures.addAll(Shop.figures());
        desk.control.log.addAll(Shop.log());
        desk.control.effects.addAll(Shop.rollbackEffects());
        desk.control.operationLog.addAll(Shop.operationLog());
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
