package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;

import io.stackblaze.server.dashboard.page.ConfirmPage;
import io.stackblaze.server.dashboard.page.Frame.Crumb;
import io.stackblaze.server.dashboard.page.ProjectPage;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.ProjectsPage;

/** The list of projects, and each project's own page. */
final class ProjectRoutes {
    private static final Crumb HOME = new Crumb("Projects", "/");

    private final ControlPlane control;

    ProjectRoutes(ControlPlane control) {
        this.control = control;
    }

    void addTo(Doors doors) {
        doors.page(this::list, "/");
        doors.page(this::one, "/projects/{project}");
        doors.page(visit -> confirm(visit, false), "/projects/{project}/destroy");
        doors.destroy(this::destroy, "/projects/{project}/destroy");
    }

    private void list(Visit visit) {
        visit.show("projects", new ProjectsPage(visit.frame("Projects", List.of()), control.projects()));
    }

    private void one(Visit visit) {
        var project = project(visit);
        visit.show("project", new ProjectPage(
                visit.frame(project.name(), List.of(HOME, new Crumb(project.name(), ""))), project));
    }

    private void confirm(Visit visit, boolean wrong) {
        var project = project(visit);
        var path = "/projects/" + project.name();
        var frame = visit.frame("Destroy " + project.name(),
                List.of(HOME, new Crumb(project.name(), path), new Crumb("destroy", "")));
        visit.show("confirm", new ConfirmPage(frame, "Destroy " + project.name(), effects(project), project.name(),
                wrong, path + "/destroy", Map.of(), "Destroy " + project.name(), true, path));
    }

    private static List<String> effects(ProjectRow project) {
        var names = project.environments().stream().map(ProjectRow.EnvironmentRow::name).toList();
        return List.of("Every service of " + (names.isEmpty() ? "it" : String.join(", ", names)) + " ends.",
                "All its databases are deleted, with their data.",
                "Its variables, secrets and releases are deleted.", "Nothing of it can be brought back.");
    }

    private void destroy(Visit visit) {
        var project = project(visit);
        var confirm = visit.field("confirm");
        if (confirm == null || !confirm.equals(project.name())) {
            visit.ctx().status(422);
            confirm(visit, true);
            return;
        }
        visit.goToOperation(control.destroyProject(project.name(), confirm, visit.who()));
    }

    private ProjectRow project(Visit visit) {
        var name = visit.ctx().pathParam("project");
        return control.projects().stream().filter(project -> project.name().equals(name)).findFirst()
                .orElseThrow(() -> Visit.gone("The project " + name));
    }
}
