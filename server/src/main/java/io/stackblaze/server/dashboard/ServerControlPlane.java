package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.Engine.Subscription;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.server.backup.Restores;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.dashboard.page.VariableRow;
import io.stackblaze.server.dashboard.page.Wording;
import io.stackblaze.server.datastore.DatastoreView;
import io.stackblaze.server.datastore.DatastoreViews;
import io.stackblaze.server.deployment.Changes;
import io.stackblaze.server.environment.Environments;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.environment.VariableList;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.KnownSecrets;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.release.Release;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.VariableChange;
import org.jspecify.annotations.Nullable;

/** The control plane of this server, as the dashboard asks it: the same parts that answer the API. */
public final class ServerControlPlane implements ControlPlane {
    /** Lines of one operation that a page shows. */
    private static final int LOG_SHOWN = 5000;

    private final Parts parts;

    /** What it works with. */
    public record Parts(Engine engine, Projects projects, Environments environments, LiveServices liveServices,
            Releases releases, VariableList variables, Figures figures, Operations operations, Changes changes,
            KnownSecrets secrets, MigrationControl migrations, MoveControl moves, DatastoreViews datastores,
            Restores restores) {}

    /** Over what is kept and what the engine sees. */
    public ServerControlPlane(Parts parts) {
        this.parts = parts;
    }

    @Override
    public List<ProjectRow> projects() {
        return parts.projects().list().stream().map(project -> new ProjectRow(project.name(), project.createdAt(),
                project.environments().stream()
                        .flatMap(name -> environment(new EnvironmentId(project.name(), name)).stream())
                        .map(ServerControlPlane::row).toList()))
                .toList();
    }

    private static ProjectRow.EnvironmentRow row(EnvironmentMap environment) {
        var failing = environment.services().stream().filter(service -> service.state() == State.FAILING).findFirst();
        var url = environment.services().stream().flatMap(service -> service.urls().stream()).findFirst();
        return new ProjectRow.EnvironmentRow(environment.id().environment(), environment.state(), environment.word(),
                environment.release(),
                failing.map(ServerControlPlane::trouble)
                        .orElseGet(() -> Wording.count(environment.services().size(), "service")),
                url.orElse(""));
    }

    private static String trouble(ServiceCard service) {
        return service.name() + ": " + service.reason();
    }

    @Override
    public Optional<EnvironmentMap> environment(EnvironmentId id) {
        return parts.projects().find(id).map(environment -> {
            var view = parts.environments().view(id);
            var going = Optional.ofNullable(view.operation()).or(() -> lastFailed(id));
            return Cards.map(view, parts.liveServices().of(environment), going.map(OperationViews::view));
        });
    }

    /** The newest operation, when it failed: until the next one, that is what matters. */
    private Optional<Operation> lastFailed(EnvironmentId id) {
        return newest(id, 1).stream().findFirst().filter(operation -> operation.state() == Operation.State.FAILED);
    }

    private List<Operation> newest(EnvironmentId id, int limit) {
        return parts.operations().list(new Operations.Query(Optional.of(id.project()),
                Optional.of(id.environment()), Optional.empty(), Optional.empty(), limit));
    }

    @Override
    public Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> lines) {
        var redactor = parts.secrets().redactor(id.project(), id.environment());
        return parts.engine().logs(id, query, line -> lines
                .accept(new LogLine(line.at(), line.service(), line.source(), redactor.redact(line.text()))));
    }

    @Override
    public List<FigureSeries> figures(EnvironmentId id, @Nullable String service, Duration past) {
        return parts.figures().figures(id, service == null ? Set.of() : Set.of(service), past).stream()
                .map(series -> new FigureSeries(series.service(), series.points())).toList();
    }

    @Override
    public List<ReleaseRow> releases(EnvironmentId id, int limit, int before) {
        return parts.releases().list(parts.changes().existing(id).key(), Optional.of(before), limit).stream()
                .limit(limit).map(ServerControlPlane::row).toList();
    }

    private static ReleaseRow row(Release release) {
        var state = switch (release.state()) {
            case PENDING -> State.CHANGING;
            case LIVE -> State.LIVE;
            case SUPERSEDED -> State.DONE;
            case FAILED -> State.FAILING;
        };
        var word = switch (release.state()) {
            case PENDING -> "pending";
            case LIVE -> "live";
            case SUPERSEDED -> "was live";
            case FAILED -> "failed";
        };
        return new ReleaseRow(release.version(), state, word, release.state() == Release.State.LIVE,
                release.createdAt(), release.by(), release.description(), release.commit());
    }

    @Override
    public List<String> rollbackEffects(EnvironmentId id, int release) {
        var environment = parts.changes().existing(id);
        var target = parts.releases().content(environment.key(), release)
                .orElseThrow(() -> Visit.gone("Release " + release + " of " + id));
        return parts.releases().liveContent(environment.key())
                .map(live -> RollbackEffects.of(live, target, id.environment(), parts.liveServices().of(environment)))
                .orElseGet(() -> List.of("v" + release + " runs again, with its code, blueprint and variables."));
    }

    @Override
    public List<VariableRow> variables(EnvironmentId id) {
        return parts.variables().list(parts.changes().existing(id)).stream()
                .map(entry -> new VariableRow(entry.name(), entry.value(), entry.secret(), entry.service(),
                        entry.source(), entry.source().equals("set")))
                .toList();
    }

    @Override
    public List<OperationView> operations(EnvironmentId id, int limit) {
        return newest(id, limit).stream().limit(limit).map(OperationViews::view).toList();
    }

    @Override
    public Optional<OperationView> operation(String id) {
        return parts.operations().find(id).map(OperationViews::view);
    }

    @Override
    public List<OperationPage.Line> operationLog(String id, long after) {
        var lines = new ArrayList<OperationPage.Line>();
        long last = after;
        while (lines.size() < LOG_SHOWN) {
            var more = parts.operations().log(id, last);
            if (more.isEmpty()) {
                break;
            }
            more.forEach(row -> lines.add(new OperationPage.Line(row.id(), row.at(), row.step(), row.text())));
            last = lines.getLast().number();
        }
        return lines;
    }

    @Override
    public String scale(EnvironmentId id, String service, int instances, String by) {
        return parts.changes().scale(id, Map.of(service, instances), asker(by)).id();
    }

    @Override
    public String restart(EnvironmentId id, @Nullable String service, String by) {
        return parts.changes().restart(id, Optional.ofNullable(service), asker(by)).id();
    }

    @Override
    public String rollback(EnvironmentId id, int release, String by) {
        return parts.changes().rollback(id, Optional.of(release), asker(by)).id();
    }

    @Override
    public String down(EnvironmentId id, String by) {
        return parts.changes().down(id, asker(by)).id();
    }

    @Override
    public Optional<String> setVariable(EnvironmentId id, String name, String value, boolean secret,
            @Nullable String service, String by) {
        var variable = new Variable(Objects.requireNonNullElse(service, ""), name, value, secret);
        return change(id, new VariableChange(List.of(variable), List.of()), by);
    }

    @Override
    public Optional<String> unsetVariable(EnvironmentId id, String name, @Nullable String service, String by) {
        var unset = new VariableChange.Name(Objects.requireNonNullElse(service, ""), name);
        return change(id, new VariableChange(List.of(), List.of(unset)), by);
    }

    private Optional<String> change(EnvironmentId id, VariableChange change, String by) {
        return parts.changes().variables(id, change, asker(by)).map(Operation::id);
    }

    @Override
    public DatastoreView.Detail datastore(EnvironmentId id, String service) {
        return parts.datastores().detail(id, service);
    }

    @Override
    public List<DatastorePoint> datastoreFigures(EnvironmentId id, String service) {
        return parts.datastores().figures(id, service);
    }

    @Override
    public String restore(EnvironmentId id, String service, String as, Optional<String> at, Optional<String> point,
            String by) {
        return parts.restores().begin(new Restores.Order(id, service, id, as, at, point), by, Optional.empty()).id();
    }

    @Override
    public String destroyDatastore(EnvironmentId id, String service, String confirm, String by) {
        return parts.changes().destroyDatastore(id, service, confirm, asker(by)).id();
    }

    @Override
    public String destroyProject(String project, String confirm, String by) {
        return parts.changes().destroyProject(project, confirm, asker(by)).id();
    }

    @Override
    public MigrationControl migrations() {
        return parts.migrations();
    }

    @Override
    public MoveControl moves() {
        return parts.moves();
    }

    @Override
    public void cancel(String operation, String by) {
        parts.operations().cancel(operation);
    }

    private static Changes.Asker asker(String by) {
        return new Changes.Asker(by, Optional.empty());
    }
}
