package io.stackblaze.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.stackblaze.server.dashboard.page.Frame.Crumb;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.OperationsPage;
import io.stackblaze.server.dashboard.page.Scope;
import org.jspecify.annotations.Nullable;

/** Operations: what was done with an environment, and each one as it goes on. */
final class OperationRoutes {
    private static final int NEWEST = 50;

    private final ControlPlane control;
    private final Live live;

    OperationRoutes(ControlPlane control, Live live) {
        this.control = control;
        this.live = live;
    }

    void addTo(Doors doors) {
        doors.page(this::list, EnvironmentRoutes.ENVIRONMENT + "/operations");
        doors.page(this::show, "/operations/{operation}");
        doors.page(this::follow, "/operations/{operation}/live");
        doors.form(this::cancel, "/operations/{operation}/cancel");
    }

    private void list(Visit visit) {
        var scope = visit.scope();
        var environment = EnvironmentRoutes.require(control, scope);
        visit.show("operations", new OperationsPage(
                visit.frame("Operations of " + scope.id(), scope.crumbs("operations")),
                Heading.of(scope, "Operations", environment), control.operations(scope.id(), NEWEST)));
    }

    private void show(Visit visit) {
        var operation = operation(visit);
        visit.show("operation", new OperationPage(visit.frame(operation.description(), crumbs(operation)), operation,
                control.operationLog(operation.id(), 0)));
    }

    private void follow(Visit visit) {
        var id = operation(visit).id();
        var shown = new AtomicLong(after(visit));
        var last = new AtomicReference<@Nullable OperationView>();
        live.follow(visit.ctx(), sink -> {
            var operation = control.operation(id);
            if (operation.isEmpty()) {
                return false;
            }
            var lines = control.operationLog(id, shown.get());
            if (!lines.isEmpty()) {
                shown.set(lines.getLast().number());
                sink.accept(new Live.Event("log", visit.pages().part("operationLines", Map.of("lines", lines)),
                        String.valueOf(shown.get())));
            }
            if (!operation.get().equals(last.getAndSet(operation.get()))) {
                sink.accept(new Live.Event("operation", visit.pages().part("operationBody",
                        Map.of("operation", operation.get(), "now", visit.frame("", List.of()).now())), ""));
            }
            if (operation.get().over()) {
                sink.accept(new Live.Event("over", "over", ""));
            }
            return !operation.get().over();
        });
    }

    private static long after(Visit visit) {
        var last = visit.ctx().header("Last-Event-ID");
        var asked = last == null ? visit.ctx().queryParam("after") : last;
        return asked != null && asked.matches("\\d{1,18}") ? Long.parseLong(asked) : 0;
    }

    private void cancel(Visit visit) {
        var id = operation(visit).id();
        control.cancel(id, visit.who());
        visit.goToOperation(id);
    }

    private OperationView operation(Visit visit) {
        var id = visit.ctx().pathParam("operation");
        return control.operation(id).orElseThrow(() -> Visit.gone("The operation " + id));
    }

    private static List<Crumb> crumbs(OperationView operation) {
        var crumbs = new ArrayList<Crumb>();
        var environment = operation.environment();
        if (environment == null) {
            crumbs.add(new Crumb("Projects", "/"));
        } else {
            var scope = Scope.of(environment);
            crumbs.addAll(scope.crumbs(""));
            crumbs.add(new Crumb("operations", scope.path("operations")));
        }
        crumbs.add(new Crumb(operation.id(), ""));
        return List.copyOf(crumbs);
    }
}
