package io.stackblaze.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.stackblaze.server.dashboard.page.ConfirmPage;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.EnvironmentPage;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.Scope;
import io.stackblaze.server.dashboard.page.ServicePage;
import io.stackblaze.server.http.Problem;
import org.jspecify.annotations.Nullable;

/** An environment's map, a service's overview, and what can be done to both. */
final class EnvironmentRoutes {
    static final String ENVIRONMENT = "/projects/{project}/{environment}";
    static final String SERVICE = ENVIRONMENT + "/services/{service}";
    private static final int MOST_INSTANCES = 100;

    private final ControlPlane control;
    private final Live live;

    EnvironmentRoutes(ControlPlane control, Live live) {
        this.control = control;
        this.live = live;
    }

    void addTo(Doors doors) {
        doors.page(visit -> visit.show("environment", environmentPage(visit)), ENVIRONMENT);
        doors.page(visit -> visit.show("service", servicePage(visit)), SERVICE);
        doors.page(visit -> follow(visit, "environment", () -> environmentPage(visit)), ENVIRONMENT + "/live");
        doors.page(visit -> follow(visit, "service", () -> servicePage(visit)), SERVICE + "/live");
        doors.form(this::restart, ENVIRONMENT + "/restart", SERVICE + "/restart");
        doors.form(this::scale, SERVICE + "/scale");
        doors.page(this::confirmDown, ENVIRONMENT + "/down");
        doors.form(visit -> visit.goToOperation(control.down(visit.environment(), visit.who())),
                ENVIRONMENT + "/down");
        doors.page(visit -> confirmDestroy(visit, false), SERVICE + "/destroy");
        doors.destroy(this::destroy, SERVICE + "/destroy");
    }

    /** The environment of a scope; refuses what does not exist, the scope's service included. */
    static EnvironmentMap require(ControlPlane control, Scope scope) {
        var environment = control.environment(scope.id())
                .orElseThrow(() -> Visit.gone("The environment " + scope.id()));
        var service = scope.service();
        if (service != null && environment.service(service).isEmpty()) {
            throw Visit.gone("The service " + service + " of " + scope.id());
        }
        return environment;
    }

    private EnvironmentPage environmentPage(Visit visit) {
        var scope = visit.scope();
        var environment = require(control, scope);
        return new EnvironmentPage(visit.frame(scope.id().toString(), scope.crumbs("")),
                Heading.of(scope, "Services", environment), environment);
    }

    private ServicePage servicePage(Visit visit) {
        var scope = visit.scope();
        var environment = require(control, scope);
        return new ServicePage(visit.frame(scope.name() + " in " + scope.id(), scope.crumbs("")),
                Heading.of(scope, "Overview", environment), environment,
                environment.service(scope.name()).orElseThrow());
    }

    /** Sends the page's part anew when its environment has changed. */
    private void follow(Visit visit, String name, Supplier<Object> page) {
        var scope = visit.scope();
        require(control, scope);
        var shown = new AtomicReference<@Nullable EnvironmentMap>();
        live.follow(visit.ctx(), sink -> {
            try {
                var now = require(control, scope);
                if (!now.equals(shown.getAndSet(now))) {
                    sink.accept(new Live.Event(name, visit.pages().render(name + "Live", page.get()), ""));
                }
                return true;
            } catch (Problem gone) {
                return false;
            }
        });
    }

    private void restart(Visit visit) {
        var scope = visit.scope();
        require(control, scope);
        visit.goToOperation(control.restart(scope.id(), scope.service(), visit.who()));
    }

    private void scale(Visit visit) {
        var scope = visit.scope();
        require(control, scope);
        var instances = Visit.number(visit.field("instances"), "instances", 0, MOST_INSTANCES);
        visit.goToOperation(control.scale(scope.id(), scope.name(), instances, visit.who()));
    }

    private void confirmDown(Visit visit) {
        var scope = visit.scope();
        var environment = require(control, scope);
        var addresses = environment.services().stream().flatMap(service -> service.urls().stream()).toList();
        var effects = new ArrayList<String>();
        effects.add("All " + environment.services().size() + " services stop: each finishes what it is at, then ends.");
        if (!addresses.isEmpty()) {
            effects.add(String.join(", ", addresses) + " will answer that the app is down.");
        }
        effects.add("All data stays, and the next deployment brings everything back.");
        var frame = visit.frame("Take down " + scope.id(), scope.crumbs("down"));
        visit.show("confirm", new ConfirmPage(frame, "Take down " + scope.id(), effects, "", false,
                scope.path("down"), Map.of(), "Take down " + scope.name(), false, scope.path()));
    }

    private void confirmDestroy(Visit visit, boolean wrong) {
        var scope = visit.scope();
        require(control, scope);
        var frame = visit.frame("Destroy " + scope.name(), scope.crumbs("destroy"));
        visit.show("confirm", new ConfirmPage(frame, "Destroy " + scope.name() + " of " + scope.id(),
                List.of(scope.name() + " stops.", "All its data is deleted and cannot be brought back."),
                scope.name(), wrong, scope.path("destroy"), Map.of(), "Destroy " + scope.name(), true,
                scope.path()));
    }

    private void destroy(Visit visit) {
        var scope = visit.scope();
        require(control, scope);
        var confirm = Objects.requireNonNullElse(visit.field("confirm"), "");
        if (!confirm.equals(scope.name())) {
            visit.ctx().status(422);
            confirmDestroy(visit, true);
            return;
        }
        visit.goToOperation(control.destroyDatastore(scope.id(), scope.name(), confirm, visit.who()));
    }
}
