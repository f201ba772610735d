package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.FiguresPage;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.environment.Figures.Point;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as plots. */
final class FigureRoutes {
    private static final Duration PAST = Duration.ofHours(2);

    private final ControlPlane control;
    private final JsonMapper json = new JsonMapper();

    FigureRoutes(ControlPlane control) {
        this.control = control;
    }

    /** A series in columns, as the plots take it; times in seconds since 1970, null for what was not measured. */
    record Columns(boolean web, List<Long> at, List<@Nullable Long> requests, List<@Nullable Long> errors,
            List<@Nullable Double> p50, List<@Nullable Double> p99, List<@Nullable Double> cpu,
            List<@Nullable Long> memory) {
        static Columns of(FigureSeries series) {
            return new Columns(series.web(), column(series, point -> point.at().getEpochSecond()),
                    column(series, Point::requests), column(series, Point::errors), column(series, Point::p50Ms),
                    column(series, Point::p99Ms), column(series, Point::cpuPercent),
                    column(series, Point::memoryBytes));
        }

        private static <T extends @Nullable Object> List<T> column(FigureSeries series, Function<Point, T> value) {
            return series.points().stream().map(value).toList();
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
        var columns = Columns.of(control.figures(scope.id(), scope.service(), PAST).stream()
                .filter(series -> series.service().equals(scope.service())).findFirst()
                .orElseGet(() -> new FigureSeries(scope.name(), List.of())));
        visit.ctx().contentType("application/json").result(json.writeValueAsString(columns));
    }
}
