package io.stackblaze.server.dashboard;

import java.util.Objects;
import java.util.Optional;

import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.Scope;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.VariablesPage;

/** Variables: names, plain values, and secrets that can be set and never read. */
final class VariableRoutes {
    private final ControlPlane control;

    VariableRoutes(ControlPlane control) {
        this.control = control;
    }

    void addTo(Doors doors) {
        doors.page(this::show, EnvironmentRoutes.ENVIRONMENT + "/variables",
                EnvironmentRoutes.SERVICE + "/variables");
        doors.form(this::set, EnvironmentRoutes.ENVIRONMENT + "/variables", EnvironmentRoutes.SERVICE + "/variables");
        doors.form(this::unset, EnvironmentRoutes.ENVIRONMENT + "/variables/unset",
                EnvironmentRoutes.SERVICE + "/variables/unset");
    }

    private void show(Visit visit) {
        var scope = visit.scope();
        var environment = EnvironmentRoutes.require(control, scope);
        var service = scope.service();
        var variables = control.variables(scope.id()).stream().filter(
                variable -> service == null || variable.service() == null || service.equals(variable.service()))
                .toList();
        var services = environment.processes().stream().map(ServiceCard::name).toList();
        visit.show("variables", new VariablesPage(
                visit.frame("Variables of " + scope.name(), scope.crumbs("variables")),
                Heading.of(scope, "Variables", environment), variables, services));
    }

    private void set(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        // A value is taken as it was typed: spaces at its ends may be meant.
        var value = Objects.requireNonNullElse(visit.ctx().formParam("value"), "").replace("\r\n", "\n");
        goOn(visit, scope, control.setVariable(scope.id(), visit.required("name"), value,
                "true".equals(visit.field("secret")), visit.field("service"), visit.who()));
    }

    private void unset(Visit visit) {
        var scope = visit.scope();
        EnvironmentRoutes.require(control, scope);
        goOn(visit, scope, control.unsetVariable(scope.id(), visit.required("name"), visit.field("service"),
                visit.who()));
    }

    private static void goOn(Visit visit, Scope scope, Optional<String> operation) {
        operation.ifPresentOrElse(visit::goToOperation, () -> visit.goTo(scope.path("variables")));
    }
}
