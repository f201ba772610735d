package io.stackblaze.server.dashboard;

import java.util.Map;

import io.stackblaze.server.dashboard.page.ConfirmPage;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.ReleasesPage;

/** Releases, and the way back to one. */
final class ReleaseRoutes {
    private static final int PAGE = 30;
    private static final String ROLLBACK = EnvironmentRoutes.ENVIRONMENT + "/releases/{release}/rollback";

    private final ControlPlane control;

    ReleaseRoutes(ControlPlane control) {
        this.control = control;
    }

    void addTo(Doors doors) {
        doors.page(this::show, EnvironmentRoutes.ENVIRONMENT + "/releases", EnvironmentRoutes.SERVICE + "/releases");
        doors.page(this::confirm, ROLLBACK);
        doors.form(this::rollback, ROLLBACK);
    }

    private void show(Visit visit) {
        var scope = visit.scope();
        var environment = EnvironmentRoutes.require(control, scope);
        var asked = visit.ctx().queryParam("before");
        var before = asked == null ? Integer.MAX_VALUE : Visit.number(asked, "before", 1, Integer.MAX_VALUE);
        var releases = control.releases(scope.id(), PAGE + 1, before);
        var shown = releases.subList(0, Math.min(PAGE, releases.size()));
        visit.show("releases", new ReleasesPage(
                visit.frame("Releases of " + scope.id(), scope.crumbs("releases")),
                Heading.of(scope, "Releases", environment), shown,
                releases.size() > PAGE ? shown.getLast().version() : 0));
    }

    private void confirm(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        var release = release(visit);
        var heading = "Roll back " + scope.id() + " to v" + release;
        visit.show("confirm", new ConfirmPage(visit.frame(heading, scope.crumbs("rollback")), heading,
                control.rollbackEffects(scope.id(), release), "", false,
                scope.path("releases/" + release + "/rollback"), Map.of(), "Roll back to v" + release, false,
                scope.path("releases")));
    }

    private void rollback(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        visit.goToOperation(control.rollback(scope.id(), release(visit), visit.who()));
    }

    private static int release(Visit visit) {
        return Visit.number(visit.ctx().pathParam("release"), "release", 1, Integer.MAX_VALUE);
    }
}
