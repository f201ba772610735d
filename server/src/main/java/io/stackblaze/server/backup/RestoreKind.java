package io.stackblaze.server.backup;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.RestoreOrder;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import tools.jackson.databind.JsonNode;

/**
 * {@code restore}: makes a new datastore of a moment of another. Beside its source it has the same password; in another
 * environment one of its own.
 */
record RestoreKind(Engine engine, Projects projects, Datastores datastores) implements Kind {
    static final String WORD = "restore";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public Footprint footprint() {
        return Footprint.BESIDE;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        var restore = new Step("restore " + service(input) + " as " + as(input), this::restore);
        return isFork(input)
                ? List.of(new Step("make its password", this::reserve), restore)
                : List.of(restore, new Step("keep its password", this::adopt));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return isFork(input) ? Optional.of(new Step("put back", this::forget)) : Optional.empty();
    }

    private void reserve(StepContext context) throws StepFailure {
        var source = environment(source(context));
        var type = datastores.list(source.key()).stream()
                .filter(store -> store.service().equals(service(context.input()))).findFirst()
                .orElseThrow(() -> new StepFailure("There is no datastore " + service(context.input()) + " in "
                        + source(context) + ".", "All there are: stackblaze db list"))
                .type();
        datastores.ensure(environment(context.environment()).key(), as(context.input()), type);
    }

    private void restore(StepContext context) throws StepFailure {
        var input = context.input();
        var password = isFork(input)
                ? Objects.requireNonNull(
                        datastores.passwords(environment(context.environment()).key()).get(as(input)), "password")
                : null;
        var source = engine.restoreDatastore(new RestoreOrder(source(context), service(input), target(input),
                context.environment(), as(input), password, context.operation()));
        copy(source, target(input)).ifPresent(base -> context.log(service(input)
                + " is kept as full copies. This is the one of " + base.at() + (target(input).at() == null
                        ? "."
                        : ", the newest at or before " + target(input).at() + ".")));
        context.keep("result.service", "\"" + as(input) + "\"");
        context.detail(as(input) + ".internal");
    }

    /** Where there are no moments in between, the full copy that was taken. */
    private static Optional<BackupReport.Base> copy(BackupReport source, RestoreTarget target) {
        var until = target.at();
        return source.ranges().isEmpty()
                ? source.bases().stream()
                        .filter(base -> target.point() == null || base.id().equals(target.point()))
                        .filter(base -> until == null || !base.at().isAfter(until)).reduce((_, later) -> later)
                : Optional.empty();
    }

    private void adopt(StepContext context) throws StepFailure {
        datastores.adopt(environment(context.environment()).key(), as(context.input()), service(context.input()));
    }

    /** Nothing was restored, so there is nothing to sign in to; unless a deployment made one of that name meanwhile. */
    private void forget(StepContext context) throws StepFailure {
        var as = as(context.input());
        if (engine.status(context.environment()).service(as).isEmpty()) {
            datastores.forget(environment(context.environment()).key(), as);
        }
    }

    private Projects.Environment environment(EnvironmentId id) throws StepFailure {
        return projects.find(id).orElseThrow(() -> new StepFailure("The environment " + id + " is gone.", ""));
    }

    private static EnvironmentId source(StepContext context) {
        return isFork(context.input())
                ? new EnvironmentId(context.project(), context.input().path("from").asString())
                : context.environment();
    }

    private static boolean isFork(JsonNode input) {
        return input.has("from");
    }

    private static String service(JsonNode input) {
        return input.path("service").asString();
    }

    private static String as(JsonNode input) {
        return input.path("as").asString();
    }

    private static RestoreTarget target(JsonNode input) {
        var at = input.path("at").asString("");
        var point = input.path("point").asString("");
        return new RestoreTarget(at.isEmpty() ? null : Instant.parse(at), point.isEmpty() ? null : point);
    }
}
