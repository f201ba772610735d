package io.stackblaze.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.stackblaze.server.audit.Audit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Where features register their routes. Each route has an access, its requests are checked against the contract before
 * the feature sees them, and each write leaves a row in the audit.
 */
public final class Api {
    private static final int LARGEST_BODY = 8 * 1024 * 1024;

    private final RoutesConfig routes;
    private final Contract contract;
    private final Idempotency idempotency;
    private final Audit audit;
    private final JsonMapper json;
    private final EventStream.Closing closing;
    private final List<Route> registered = new ArrayList<>();

    /** A registered route. */
    public record Route(String method, String path, Access access) {}

    /** Answers a call. */
    public interface Action {
        /** Does what is asked; a {@link Problem} refuses. */
        Answer handle(Call call) throws Exception;
    }

    /** Answers a call with events. */
    public interface Streaming {
        /**
         * Checks the call and returns what will write the events; a {@link Problem} from here is still a plain
         * answer.
         */
        Events open(Call call) throws Exception;
    }

    /** Writes events until there are no more, or the reader has gone. */
    public interface Events {
        /** Writes them. */
        void write(EventStream stream) throws Exception;
    }

    Api(RoutesConfig routes, Contract contract, Idempotency idempotency, Audit audit, JsonMapper json,
            EventStream.Closing closing) {
        this.routes = routes;
        this.contract = contract;
        this.idempotency = idempotency;
        this.audit = audit;
        this.json = json;
        this.closing = closing;
    }

    /** A route that changes nothing. */
    public void get(String path, Access access, Action action) {
        add(HandlerType.GET, path, access, context -> answer(context, action.handle(call(context, path))));
    }

    /** A route that computes something from a body and changes nothing. */
    public void query(String path, Access access, Action action) {
        add(HandlerType.POST, path, access, context -> answer(context, action.handle(call(context, path))));
    }

    /** A route that changes something. */
    public void post(String path, Access access, Action action) {
        write(HandlerType.POST, path, access, action);
    }

    /** A route that changes a part of something. */
    public void patch(String path, Access access, Action action) {
        write(HandlerType.PATCH, path, access, action);
    }

    /** A route that destroys something. */
    public void delete(String path, Access access, Action action) {
        write(HandlerType.DELETE, path, access, action);
    }

    /** A route that answers with events. */
    public void events(String path, Access access, Streaming streaming) {
        add(HandlerType.GET, path, access, context -> stream(context, streaming.open(call(context, path))));
    }

    /** A route that does something and answers with events as it goes. */
    public void postEvents(String path, Access access, Streaming streaming) {
        add(HandlerType.POST, path, access, context -> {
            var call = call(context, path);
            audited(context, call.caller(), () -> {
                stream(context, streaming.open(call));
                return new Answer(200, null);
            });
        });
    }

    /** A route outside the JSON API, such as a page; it is not in the contract. */
    public void page(HandlerType method, String path, Access access, Handler handler) {
        add(method, path, access, handler);
    }

    /** A route that takes a form of a page; like every write it leaves a row in the audit. */
    public void form(String path, Access access, Handler handler) {
        add(HandlerType.POST, path, access, context -> audited(context, Guard.caller(context), () -> {
            handler.handle(context);
            return new Answer(context.statusCode(), null);
        }));
    }

    /** Who calls a page; {@link Identity#NOBODY} on public ones. */
    public static Identity caller(Context context) {
        return Guard.caller(context);
    }

    /** What is registered. */
    public List<Route> registered() {
        return List.copyOf(registered);
    }

    private void write(HandlerType method, String path, Access access, Action action) {
        add(method, path, access, context -> {
            var caller = Guard.caller(context);
            JsonNode body = body(context, path);
            var once = idempotency.begin(caller, context.header("Idempotency-Key"), context, body);
            if (once.earlier().isPresent()) {
                context.header("Idempotency-Replayed", "true");
                send(context, once.earlier().get().status(), once.earlier().get().body());
                return;
            }
            var call = new Call(context, caller, body, once.key());
            audited(context, caller, () -> once.around(() -> action.handle(call), answer -> answer(context, answer)));
        });
    }

    private interface Acting {
        Answer act() throws Exception;
    }

    private void audited(Context context, Identity caller, Acting acting) throws Exception {
        int status = Problem.Kind.FAILED.status();
        try {
            status = acting.act().status();
        } catch (Problem problem) {
            status = problem.kind().status();
            throw problem;
        } finally {
            audit.add(caller.name(), context.method().name(), context.path(), context.ip(), status);
        }
    }

    private void add(HandlerType method, String path, Access access, Handler handler) {
        registered.add(new Route(method.name(), path, access));
        routes.addHttpHandler(method, path, handler, access);
    }

    private Call call(Context context, String path) {
        return new Call(context, Guard.caller(context), body(context, path), Optional.empty());
    }

    private JsonNode body(Context context, String path) {
        var operation = contract.operation(context.method().name(), path);
        return operation.takesJson()
                ? operation.check(context, JsonBody.read(context, json, LARGEST_BODY, operation.bodyRequired()))
                : operation.check(context, MissingNode.getInstance());
    }

    private String answer(Context context, Answer answer) {
        String text = answer.body() == null ? "" : json.writeValueAsString(answer.body());
        send(context, answer.status(), text);
        return text;
    }

    private static void send(Context context, int status, String text) {
        context.status(status);
        if (!text.isEmpty()) {
            context.contentType("application/json").result(text);
        }
    }

    private void stream(Context context, Events events) throws Exception {
        try (var stream = new EventStream(context, json, closing)) {
            events.write(stream);
        } catch (EventStream.GoneException _) {
            // The reader went away; there is nobody left to tell.
        }
    }
}
