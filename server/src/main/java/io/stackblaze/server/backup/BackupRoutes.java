package io.stackblaze.server.backup;

import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The routes about backups of datastores. */
public final class BackupRoutes implements Http.Feature {
    private static final String DATASTORE = "/api/v1/projects/{project}/environments/{environment}/datastores/{service}";

    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final Operations operations;
    private final Restores restores;
    private final JsonMapper json;

    /** Over what runs and what is kept. */
    public BackupRoutes(Engine engine, Projects projects, Datastores datastores, Operations operations,
            Restores restores, JsonMapper json) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.operations = operations;
        this.restores = restores;
        this.json = json;
    }

    @Override
    public void register(Api api) {
        api.get(DATASTORE + "/backups", Access.READ,
                call -> Answer.ok(engine.backups(existing(call), call.path("service"))));
        api.post(DATASTORE + "/backups", Access.WRITE,
                call -> begin(call, BackupKinds.BACKUP, "Back up " + call.path("service"), input(call)));
        api.post(DATASTORE + "/proofs", Access.WRITE,
                call -> begin(call, BackupKinds.PROVE, "Prove the backups of " + call.path("service"), input(call)));
        api.post(DATASTORE + "/points", Access.WRITE, call -> Answer.created(
                engine.markPoint(existing(call), call.path("service"), call.text("label").orElseThrow())));
        api.post(DATASTORE + "/restore", Access.WRITE, this::restore);
    }

    /** What a restore would make. */
    private record RestorePlan(List<String> changes) {}

    private Answer restore(Call call) {
        var id = existing(call);
        var into = call.text("into").map(name -> new EnvironmentId(id.project(), name)).orElse(id);
        var order = new Restores.Order(id, call.path("service"), into, call.text("as").orElseThrow(),
                call.text("at"), call.text("point"));
        return call.body().path("plan").asBoolean(false)
                ? Answer.ok(new RestorePlan(restores.plan(order)))
                : Answer.accepted(restores.begin(order, call.caller().name(), call.onceKey()));
    }

    private EnvironmentId existing(Call call) {
        var id = call.environment();
        var environment = projects.find(id).orElseThrow(() -> Problem.notFound("The environment " + id,
                "Deploy to it first: `stackblaze up`."));
        var service = call.path("service");
        if (datastores.list(environment.key()).stream().noneMatch(store -> store.service().equals(service))) {
            throw Problem.notFound("The datastore " + service + " of " + id, "See `stackblaze status`.");
        }
        return id;
    }

    private ObjectNode input(Call call) {
        existing(call);
        return json.createObjectNode().put("service", call.path("service"));
    }

    private Answer begin(Call call, String kind, String description, ObjectNode input) {
        var id = call.environment();
        Optional<String> once = call.onceKey();
        return Answer.accepted(operations.begin(new Operations.Request(kind, id.project(), id.environment(),
                call.caller().name(), description, input, once)));
    }
}
