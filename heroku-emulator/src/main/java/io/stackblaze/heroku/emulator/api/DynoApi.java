package io.stackblaze.heroku.emulator.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Catalog;
import io.stackblaze.heroku.emulator.account.Dyno;
import io.stackblaze.heroku.emulator.account.Formation;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Scale and dynos of apps. */
record DynoApi(Account account) {
    void addTo(Routes routes) {
        routes.get("/apps/{app}/formation", request -> formation(find(request)))
                .patch("/apps/{app}/formation", this::scale)
                .get("/apps/{app}/formation/{type}", request -> Answer.ok(
                        formation(find(request), find(request).formation(request.parameter("type")))))
                .patch("/apps/{app}/formation/{type}", this::scaleOne)
                .get("/apps/{app}/available-dyno-sizes", request -> Answer.list(AccountApi.sizes(
                        find(request).described().generation())))
                .get("/apps/{app}/dynos", this::list)
                .post("/apps/{app}/dynos", this::run)
                .delete("/apps/{app}/dynos", this::restartAll)
                .get("/apps/{app}/dynos/{dyno}", request -> Answer.ok(dyno(find(request), dyno(request))))
                .delete("/apps/{app}/dynos/{dyno}", this::restart)
                .post("/apps/{app}/dynos/{dyno}/actions/stop", this::stop)
                .delete("/apps/{app}/formations/{type}", this::restartType);
    }

    private App find(Request request) throws Refusal {
        return account.app(request.parameter("app"));
    }

    private Dyno dyno(Request request) throws Refusal {
        return find(request).dynos().find(request.parameter("dyno"));
    }

    private static Answer formation(App app) {
        return Answer.list(app.formation().stream().map(one -> formation(app, one)).toList(), "type", "id");
    }

    private static Map<String, @Nullable Object> formation(App app, Formation one) {
        return Body.of("app", References.app(app), "command", one.command(), "created_at", app.createdAt(),
                "dyno_size", References.named("size", one.size()), "id", Ids.of("formation", app.id() + one.type()),
                "quantity", one.quantity(), "size", one.size(), "type", one.type(), "updated_at",
                app.release().createdAt());
    }

    private Answer scale(Request request) throws Refusal {
        var app = find(request);
        var wanted = new ArrayList<Formation>();
        for (JsonNode update : request.body().path("updates")) {
            wanted.add(scaled(app, update.path("type").asString(""), update));
        }
        app.scale(wanted);
        return formation(app);
    }

    private Answer scaleOne(Request request) throws Refusal {
        var app = find(request);
        var wanted = scaled(app, request.parameter("type"), request.body());
        app.scale(List.of(wanted));
        return Answer.ok(formation(app, wanted));
    }

    /** The command line sends quantities as texts, and differences with their sign. */
    private static Formation scaled(App app, String type, JsonNode update) throws Refusal {
        var old = app.formation(type);
        var quantity = update.path("quantity").asString("");
        var size = update.path("dyno_size").path("name").asString(
                update.path("dyno_size").asString(update.path("size").asString("")));
        if (quantity.isEmpty()) {
            return old.scaled(old.quantity(), size);
        }
        if (!quantity.matches("[+-]?\\d{1,4}")) {
            throw Refusal.invalid("Cannot update to " + quantity + " dynos.");
        }
        var number = Integer.parseInt(quantity);
        var isDifference = quantity.startsWith("+") || quantity.startsWith("-");
        return old.scaled(isDifference ? old.quantity() + number : number, size);
    }

    private static Map<String, @Nullable Object> dyno(App app, Dyno dyno) {
        return Body.of("app", References.app(app), "attach_url", null, "command", dyno.command(), "created_at",
                dyno.createdAt(), "id", dyno.id(), "name", dyno.name(), "release",
                Body.of("id", Ids.of("release", app.id() + "v" + dyno.release()), "version", dyno.release()), "size",
                dyno.size(), "state", dyno.state(), "type", dyno.type(), "updated_at", dyno.updatedAt());
    }

    private Answer list(Request request) throws Refusal {
        var app = find(request);
        return Answer.list(app.dynos().list().stream().map(dyno -> dyno(app, dyno)).toList(), "id", "name",
                "updated_at");
    }

    private Answer run(Request request) throws Refusal {
        var app = find(request);
        if (app.slug().isEmpty()) {
            throw Refusal.invalid("There is no code on this app to run.");
        }
        var size = request.text("size").isPresent() ? Catalog.size(request.text("size").get()).name() : "Basic";
        var variables = new HashMap<String, String>();
        request.body().path("env").properties()
                .forEach(one -> variables.put(one.getKey(), one.getValue().asString()));
        var dyno = app.dynos().run(request.text("type").orElse("run"), request.required("command"), size, variables);
        return Answer.created(dyno(app, dyno));
    }

    private Answer restartAll(Request request) throws Refusal {
        find(request).dynos().replace();
        return Answer.accepted(Body.of());
    }

    private Answer restart(Request request) throws Refusal {
        find(request).dynos().restart(dyno(request));
        return Answer.accepted(Body.of());
    }

    private Answer restartType(Request request) throws Refusal {
        var app = find(request);
        app.formation(request.parameter("type"));
        app.dynos().list().stream().filter(dyno -> dyno.type().equals(request.parameter("type")))
                .forEach(app.dynos()::restart);
        return Answer.accepted(Body.of());
    }

    private Answer stop(Request request) throws Refusal {
        var app = find(request);
        var dyno = dyno(request);
        app.dynos().restart(dyno);
        return Answer.accepted(dyno(app, dyno));
    }
}
