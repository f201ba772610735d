package io.stackblaze.server.environment;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.OneOff;
import io.stackblaze.server.deployment.Changes;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.EventStream;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.http.Page;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.release.KnownSecrets;
import io.stackblaze.server.release.Release;
import io.stackblaze.server.release.Releases;
import tools.jackson.databind.json.JsonMapper;

/** The routes that show environments: status, logs, variables, releases, figures, one-off commands. */
public final class EnvironmentRoutes implements Http.Feature {
    private static final String ENVIRONMENT = "/api/v1/projects/{project}/environments/{environment}";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST_RUN = Duration.ofHours(24);

    private final Parts parts;

    /** What they work with. */
    public record Parts(Environments environments, Changes changes, Engine engine, Figures figures, Releases releases,
            VariableList variables, OneOffs oneOffs, KnownSecrets secrets, JsonMapper json) {}

    private record Exit(int code) {}

    /** Over what is kept and what the engine sees. */
    public EnvironmentRoutes(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void register(Api api) {
        api.get(ENVIRONMENT, Access.READ, call -> Answer.ok(parts.environments().view(existing(call))));
        api.events(ENVIRONMENT + "/events", Access.READ, call -> {
            var id = existing(call);
            return stream -> watch(id, stream);
        });
        api.events(ENVIRONMENT + "/logs", Access.READ, call -> {
            var id = existing(call);
            var query = new LogQuery(call.queries("service"), call.query("tail", 100), call.flag("follow"));
            return stream -> logs(id, query, stream);
        });
        api.get(ENVIRONMENT + "/variables", Access.READ, call -> Answer
                .ok(new Page<>(parts.variables().list(parts.changes().existing(call.environment())), null)));
        api.query(ENVIRONMENT + "/variables/digests", Access.WRITE,
                call -> Answer.ok(new Page<>(
                        parts.variables().digests(parts.changes().existing(call.environment()),
                                HexFormat.of().parseHex(call.text("key").orElseThrow())),
                        null)));
        api.get(ENVIRONMENT + "/releases", Access.READ, call -> {
            int limit = call.query("limit", 20);
            var environment = parts.changes().existing(call.environment());
            return Answer.ok(Page.of(
                    parts.releases().list(environment.key(), call.query("before").map(Integer::parseInt), limit), limit,
                    Release::version));
        });
        api.get(ENVIRONMENT + "/figures", Access.READ, call -> Answer.ok(new Page<>(parts.figures().figures(
                existing(call), call.queries("service"), Duration.ofMinutes(call.query("minutes", 60))), null)));
        api.postEvents(ENVIRONMENT + "/run", Access.WRITE, call -> {
            var id = existing(call);
            var words = call.list("command").stream().map(word -> word.asString()).toList();
            var oneOff = parts.oneOffs().make(id, call.text("service"), words,
                    call.number("timeout_seconds").map(Duration::ofSeconds).orElse(LONGEST_RUN));
            return stream -> run(oneOff, stream);
        });
    }

    private EnvironmentId existing(Call call) {
        return parts.changes().existing(call.environment()).id();
    }

    private void watch(EnvironmentId id, EventStream stream) throws InterruptedException {
        String last = "";
        do {
            if (parts.environments().exists(id)) {
                var view = parts.environments().view(id);
                String now = parts.json().writeValueAsString(view.withoutTime());
                if (!now.equals(last)) {
                    stream.send("status", view);
                    last = now;
                }
            } else {
                stream.send("end", Map.of());
                return;
            }
        } while (stream.pause(LOOK));
    }

    private void logs(EnvironmentId id, LogQuery query, EventStream stream) throws InterruptedException {
        var lines = new LogStream(parts.secrets().redactor(id.project(), id.environment()));
        try (var subscription = parts.engine().logs(id, query, lines::add)) {
            while (lines.send(stream)) {
                if (!query.follow() && subscription.awaitEnd(Duration.ofMillis(1)) && lines.isEmpty()) {
                    stream.send("end", Map.of());
                    return;
                }
            }
        } catch (EngineException e) {
            stream.send("failed", problem(e));
        }
    }

    private void run(OneOff oneOff, EventStream stream) throws InterruptedException {
        var lines = new LogStream(parts.secrets().redactor(oneOff.id().project(), oneOff.id().environment()));
        try (var worker = Executors.newVirtualThreadPerTaskExecutor()) {
            var code = CompletableFuture.supplyAsync(() -> parts.engine().run(oneOff, lines::add), worker);
            try {
                while (lines.send(stream)) {
                    if (code.isDone() && lines.isEmpty()) {
                        stream.send("exit", new Exit(code.get()));
                        return;
                    }
                }
            } catch (ExecutionException e) {
                stream.send("failed", e.getCause() instanceof EngineException engine
                        ? problem(engine)
                        : new Problem(Problem.Kind.FAILED, "The command could not be run.", "See the server's log.")
                                .body());
            } finally {
                worker.shutdownNow();
            }
        }
    }

    private static Problem.Body problem(EngineException e) {
        return new Problem(Problem.Kind.UNREACHABLE, String.valueOf(e.getMessage()), "").body();
    }
}
