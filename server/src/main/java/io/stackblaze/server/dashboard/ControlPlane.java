package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.engine.Engine.Subscription;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.VariableRow;
import io.stackblaze.server.datastore.DatastoreView;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard asks of the control plane. Writes go through the same application services as the API's, and give
 * the id of the operation that carries them out; a refusal is a {@link io.stackblaze.server.http.Problem}. Any thread
 * may call; all calls block.
 */
public interface ControlPlane {
    /** All projects, by name. */
    List<ProjectRow> projects();

    /** One environment as it is now, or nothing when there is none of that name. */
    Optional<EnvironmentMap> environment(EnvironmentId id);

    /** Gives log lines, oldest first. */
    Subscription logs(EnvironmentId id, LogQuery query, Consumer<LogLine> lines);

    /** What was measured lately, a series for each service, or for one. */
    List<FigureSeries> figures(EnvironmentId id, @Nullable String service, Duration past);

    /** Releases below a version, newest first. */
    List<ReleaseRow> releases(EnvironmentId id, int limit, int before);

    /** What a rollback to that release would change, a sentence each. */
    List<String> rollbackEffects(EnvironmentId id, int release);

    /** Variables, by name. */
    List<VariableRow> variables(EnvironmentId id);

    /** Operations on an environment, newest first. */
    List<OperationView> operations(EnvironmentId id, int limit);

    /** One operation. */
    Optional<OperationView> operation(String id);

    /** Lines of an operation's log with numbers above {@code after}, oldest first. */
    List<OperationPage.Line> operationLog(String id, long after);

    /** Runs that many instances of a service. */
    String scale(EnvironmentId id, String service, int instances, String by);

    /** Replaces the instances of one service, or of all. */
    String restart(EnvironmentId id, @Nullable String service, String by);

    /** Makes the builds, blueprint and variables of an older release live again. */
    String rollback(EnvironmentId id, int release, String by);

    /** Stops all services and keeps all data. */
    String down(EnvironmentId id, String by);

    /** Sets a variable; no operation follows when nothing runs yet. */
    Optional<String> setVariable(EnvironmentId id, String name, String value, boolean secret,
            @Nullable String service, String by);

    /** Unsets a variable; no operation follows when nothing runs yet. */
    Optional<String> unsetVariable(EnvironmentId id, String name, @Nullable String service, String by);

    /** A datastore with all that is known of it. */
    DatastoreView.Detail datastore(EnvironmentId id, String service);

    /** How a datastore was over the last two hours, oldest first. */
    List<DatastorePoint> datastoreFigures(EnvironmentId id, String service);

    /** Restores a datastore as a new one: a moment of it, a named point, or the newest moment. */
    String restore(EnvironmentId id, String service, String as, Optional<String> at, Optional<String> point, String by);

    /** Deletes a datastore and its data; {@code confirm} is the name that was typed. */
    String destroyDatastore(EnvironmentId id, String service, String confirm, String by);

    /** Deletes a project and all its data; {@code confirm} is the name that was typed. */
    String destroyProject(String project, String confirm, String by);

    /** The staged moves of Heroku apps. */
    MigrationControl migrations();

    /** Moves of single databases. */
    MoveControl moves();

    /** Asks an operation to stop after its current step. */
    void cancel(String operation, String by);
}
