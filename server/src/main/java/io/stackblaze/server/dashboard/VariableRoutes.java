package io.stackblaze.server.dashboard;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.Heading;
import io.stackblaze.server.dashboard.page.Scope;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.VariablesPage;
import io.stackblaze.server.http.Problem;
import org.jspecify.annotations.Nullable;

/** Variables: names, plain values, and secrets that can be set and never read. */
final class VariableRoutes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int LONGEST_VALUE = 65_536;

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
        var environment = EnvironmentRoutes.require(control, scope);
        var name = visit.required("name");
        if (!NAME.matcher(name).matches()) {
            throw Problem.invalid("name", "is no name of a variable", "Use letters, digits and underscores.");
        }
        // A value is taken as it was typed: spaces at its ends may be meant.
        var value = Objects.requireNonNullElse(visit.ctx().formParam("value"), "").replace("\r\n", "\n");
        if (value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
            throw Problem.invalid("value", "is longer than " + LONGEST_VALUE + " characters, or has a NUL",
                    "Give a shorter text.");
        }
        goOn(visit, scope, control.setVariable(scope.id(), name, value,
                "true".equals(visit.field("secret")), service(visit, environment), visit.who()));
    }

    private static @Nullable String service(Visit visit, EnvironmentMap environment) {
        var service = visit.field("service");
        if (service != null && environment.service(service).isEmpty()) {
            throw Problem.invalid("service", "is none of " + environment.id(), "Choose one of the list.");
        }
        return service;
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
