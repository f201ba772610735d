package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.util.List;

import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.FiguresPage;
import io.stackblaze.server.dashboard.page.Heading;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as plots. */
final class FigureRoutes {
    private static final Duration PAST = Duration.ofHours(2);

    private final ControlPlane control;
    private final JsonMapper json = new JsonMapper();

    FigureRoutes(ControlPlane control) {
        this.control = control;
    }

    /** A series in columns, as the plots take it; times in seconds since 1970. */
    record Columns(boolean web, List<Long> at, List<Long> requests, List<Long> errors, List<Double> p50,
            List<Double> p99, List<Double> cpu, List<Long> memory) {
        static Columns of(boolean web, List<FigureSeries.Point> points) {
            return new Columns(web, points.stream().map(point -> point.at().getEpochSecond()).toList(),
                    points.stream().map(FigureSeries.Point::requests).toList(),
                    points.stream().map(FigureSeries.Point::errors).toList(),
                    points.stream().map(FigureSeries.Point::p50Millis).toList(),
                    points.stream().map(FigureSeries.Point::p99Millis).toList(),
                    points.stream().map(FigureSeries.Point::cpuPercent).toList(),
                    points.stream().map(FigureSeries.Point::memoryBytes).toList());
        }
    }

    void addTo(Doors doors) {
        doors.page(this::show, EnvironmentRoutes.ENVIRONMENT + "/figures", EnvironmentRoutes.SERVICE + "/figures");
        doors.page(this::columns, EnvironmentRoutes.SERVICE + "/figures.json");
    }

    private void show(Visit visit) {
        var scope = visit.scope();
        var environment = EnvironmentRoutes.require(control, scope);
        var measured = control.figures(scope.id(), scope.service(), PAST).stream()
                .filter(series -> !series.points().isEmpty()).toList();
        visit.show("figures", new FiguresPage(visit.frame("Figures of " + scope.name(), scope.crumbs("figures")),
                Heading.of(scope, "Figures", environment), measured));
    }

    private void columns(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        var columns = control.figures(scope.id(), scope.service(), PAST).stream()
                .filter(series -> series.service().equals(scope.service())).findFirst()
                .map(series -> Columns.of(series.web(), series.points()))
                .orElseGet(() -> Columns.of(false, List.of()));
        visit.ctx().contentType("application/json").result(json.writeValueAsString(columns));
    }
}
