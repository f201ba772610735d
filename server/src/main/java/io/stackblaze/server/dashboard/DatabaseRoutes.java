package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.server.dashboard.page.DatabasePage;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.Scope;
import io.stackblaze.server.dashboard.page.TimeLine;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How a database is, and bringing a moment of it back. */
final class DatabaseRoutes {
    private static final int RELEASES = 50;

    private final ControlPlane control;
    private final JsonMapper json = new JsonMapper();

    DatabaseRoutes(ControlPlane control) {
        this.control = control;
    }

    void addTo(Doors doors) {
        doors.page(this::show, EnvironmentRoutes.SERVICE + "/database");
        doors.page(this::columns, EnvironmentRoutes.SERVICE + "/database/figures.json");
        doors.form(this::restore, EnvironmentRoutes.SERVICE + "/restore");
    }

    private void show(Visit visit) {
        var scope = visit.scope();
        var environment = datastore(scope);
        var database = control.datastore(scope.id(), scope.name());
        var line = line(database.backups(), control.releases(scope.id(), RELEASES, Integer.MAX_VALUE));
        visit.show("database", new DatabasePage(visit.frame("Database " + scope.name(), scope.crumbs("database")),
                Heading.of(scope, "Database", environment), database, line, newest(line), free(scope, environment)));
    }

    /** A series in columns, as the plots take it; times in seconds since 1970, null for what was not measured. */
    private record Columns(List<Long> at, List<Integer> connections, List<Long> size,
            List<@Nullable Double> hit, List<Double> done) {
        static Columns of(List<DatastorePoint> points) {
            return new Columns(points.stream().map(point -> point.at().getEpochSecond()).toList(),
                    points.stream().map(DatastorePoint::connections).toList(),
                    points.stream().map(DatastorePoint::bytes).toList(),
                    points.stream().<@Nullable Double>map(DatastorePoint::hitPercent).toList(),
                    points.stream().map(DatastorePoint::perSecond).toList());
        }
    }

    private void columns(Visit visit) {
        var scope = visit.scope();
        datastore(scope);
        visit.ctx().contentType("application/json").result(
                json.writeValueAsString(Columns.of(control.datastoreFigures(scope.id(), scope.name()))));
    }

    /** The environment; refuses a service that is no datastore. */
    private EnvironmentMap datastore(Scope scope) {
        var environment = EnvironmentRoutes.require(control, scope);
        if (environment.service(scope.name()).filter(service -> service.datastore()).isEmpty()) {
            throw Visit.gone("The database " + scope.name() + " of " + scope.id());
        }
        return environment;
    }

    private void restore(Visit visit) {
        var scope = visit.scope();
        datastore(scope);
        visit.goToOperation(control.restore(scope.id(), scope.name(), visit.required("as"),
                Optional.ofNullable(visit.field("at")), Optional.ofNullable(visit.field("point")), visit.who()));
    }

    private static @Nullable TimeLine line(@Nullable BackupReport backups, List<ReleaseRow> releases) {
        if (backups == null || backups.ranges().isEmpty()) {
            return null;
        }
        var events = new ArrayList<TimeLine.Event>();
        backups.bases().forEach(base -> events.add(new TimeLine.Event(TimeLine.Kind.COPY, base.at(), "full copy")));
        backups.points()
                .forEach(point -> events.add(new TimeLine.Event(TimeLine.Kind.POINT, point.at(), point.label())));
        releases.forEach(release -> events
                .add(new TimeLine.Event(TimeLine.Kind.RELEASE, release.createdAt(), "v" + release.version())));
        return TimeLine.of(backups.ranges().stream()
                .map(range -> new TimeLine.Stretch(range.from(), range.until())).toList(), events);
    }

    private static @Nullable Instant newest(@Nullable TimeLine line) {
        return line == null ? null : line.until().minusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String free(Scope scope, EnvironmentMap environment) {
        var name = scope.name() + "-then";
        for (int i = 2; environment.service(name).isPresent(); i++) {
            name = scope.name() + "-then-" + i;
        }
        return name;
    }
}
