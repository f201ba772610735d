package io.stackblaze.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.EventStream;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Page;
import io.stackblaze.server.http.Problem;

/** Looking at operations, following one, cancelling one. */
public final class OperationRoutes implements Http.Feature {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Operations operations;

    private record Line(Instant at, String step, String text) {}

    /** Over the operations. */
    public OperationRoutes(Operations operations) {
        this.operations = operations;
    }

    @Override
    public void register(Api api) {
        api.get("/api/v1/operations", Access.READ, this::list);
        api.get("/api/v1/operations/{operation}", Access.READ, call -> Answer.ok(find(call.path("operation"))));
        api.post("/api/v1/operations/{operation}/cancel", Access.WRITE, this::cancel);
        api.events("/api/v1/operations/{operation}/events", Access.READ, call -> {
            var operation = find(call.path("operation"));
            long after = call.header("Last-Event-ID").map(Long::parseLong).orElse(0L);
            return stream -> follow(operation.id(), after, stream);
        });
    }

    private Answer list(Call call) {
        int limit = call.query("limit", 20);
        var query = new Operations.Query(call.query("project"), call.query("environment"),
                call.query("state").map(state -> Operation.State.valueOf(state.toUpperCase(Locale.ROOT))),
                call.query("before"), limit);
        return Answer.ok(Page.of(operations.list(query), limit, Operation::id));
    }

    private Answer cancel(Call call) {
        var operation = find(call.path("operation"));
        if (!operations.cancel(operation.id())) {
            throw new Problem(Problem.Kind.CONFLICT, "The operation is finished.",
                    "To undo a deployment, run `stackblaze rollback`.");
        }
        return Answer.accepted(find(operation.id()));
    }

    private Operation find(String id) {
        return operations.find(id)
                .orElseThrow(() -> Problem.notFound("That operation", "Run `stackblaze operations` to see them."));
    }

    private void follow(String id, long after, EventStream stream) throws InterruptedException {
        long version = -1;
        long last = after;
        while (true) {
            long now = operations.version(id).orElse(version);
            var operation = now == version ? null : operations.find(id).orElse(null);
            for (var rows = operations.log(id, last); !rows.isEmpty(); rows = operations.log(id, last)) {
                for (var row : rows) {
                    stream.send("log", Long.toString(row.id()), new Line(row.at(), row.step(), row.text()));
                    last = row.id();
                }
            }
            if (operation != null) {
                stream.send("operation", operation);
                version = now;
                if (operation.state().finished()) {
                    stream.send("end", Map.of());
                    return;
                }
            }
            if (!stream.pause(LOOK)) {
                return;
            }
        }
    }
}
