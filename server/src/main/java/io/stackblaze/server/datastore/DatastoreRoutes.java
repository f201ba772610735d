package io.stackblaze.server.datastore;

import java.util.List;

import io.stackblaze.engine.DatastorePoint;
import io.stackblaze.server.deployment.Swaps;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;

/** The routes about datastores themselves. */
public final class DatastoreRoutes implements Http.Feature {
    private static final String DATASTORES = "/api/v1/projects/{project}/environments/{environment}/datastores";
    private static final String DATASTORE = DATASTORES + "/{service}";

    private final DatastoreViews views;
    private final Swaps swaps;

    /** Over what is seen. */
    public DatastoreRoutes(DatastoreViews views, Swaps swaps) {
        this.views = views;
        this.swaps = swaps;
    }

    /** What a swap would change. */
    private record SwapPlan(List<String> changes) {}

    private Answer swap(Call call) {
        var pair = new Swaps.Pair(call.environment(), call.path("service"), call.text("with").orElseThrow());
        return call.body().path("plan").asBoolean(false)
                ? Answer.ok(new SwapPlan(swaps.plan(pair)))
                : Answer.accepted(swaps.begin(pair, call.caller().name(), call.onceKey()));
    }

    /** A list, oldest first. */
    private record Points(List<DatastorePoint> items) {}

    /** A list, by name. */
    private record Items(List<DatastoreView> items) {}

    @Override
    public void register(Api api) {
        api.get(DATASTORES, Access.READ, call -> Answer.ok(new Items(views.list(call.environment()))));
        api.get(DATASTORE, Access.READ, call -> Answer.ok(views.detail(call.environment(), call.path("service"))));
        api.get(DATASTORE + "/metrics", Access.READ,
                call -> Answer.ok(new Points(views.figures(call.environment(), call.path("service")))));
        api.post(DATASTORE + "/swap", Access.WRITE, this::swap);
        // A write, since it gives a password away: it needs that access, and leaves a row in the audit.
        api.post(DATASTORE + "/connection", Access.WRITE,
                call -> Answer.ok(views.signIn(call.environment(), call.path("service"))));
    }
}
