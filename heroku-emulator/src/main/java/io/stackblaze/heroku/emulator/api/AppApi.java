package io.stackblaze.heroku.emulator.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Apps, their config vars, people and features. */
record AppApi(Account account) {
    private static final List<String> FEATURES = List.of("preboot", "http-session-affinity", "log-runtime-metrics",
            "runtime-dyno-metadata", "runtime-heroku-exec");

    void addTo(Routes routes) {
        routes.get("/apps", _ -> Answer.list(account.apps().stream().map(this::app).toList(), "id", "name",
                "updated_at"))
                .get("/users/{user}/apps", _ -> Answer.list(account.apps().stream().map(this::app).toList(), "id",
                        "name"))
                .get("/teams/{team}/apps", request -> Answer.list(account.apps().stream()
                        .filter(app -> isOwnedBy(app, request.parameter("team"))).map(this::app).toList(), "id",
                        "name"))
                .post("/filters/apps", request -> Answer.list(filtered(request), "id"))
                .get("/apps/{app}", request -> Answer.ok(app(find(request))))
                .patch("/apps/{app}", this::change)
                .delete("/apps/{app}", this::destroy)
                .get("/apps/{app}/config-vars", request -> Answer.ok(find(request).config()))
                .patch("/apps/{app}/config-vars", this::configure)
                .get("/apps/{app}/collaborators", request -> Answer.list(people(find(request))))
                .get("/teams/apps/{app}/collaborators", request -> Answer.list(people(find(request))))
                .get("/apps/{app}/features", request -> Answer.list(features(find(request)), "id", "name"))
                .get("/apps/{app}/available-stacks", _ -> Answer.list(AccountApi.stacks(), "id", "name"))
                .get("/apps/{app}/webhooks", request -> Answer.list(webhooks(find(request))));
    }

    private App find(Request request) throws Refusal {
        return account.app(request.parameter("app"));
    }

    private static boolean isOwnedBy(App app, String team) {
        return app.described().team()
                .filter(name -> name.equals(team) || Ids.of("team", name).toString().equals(team)).isPresent();
    }

    private List<Map<String, @Nullable Object>> filtered(Request request) {
        var wanted = request.body().path("in").path("id").valueStream().map(JsonNode::asString).toList();
        return account.apps().stream().filter(app -> wanted.contains(app.id().toString())).map(this::app).toList();
    }

    Map<String, @Nullable Object> app(App app) {
        var described = app.described();
        var team = References.named("team", described.team());
        var stack = References.named("stack", described.stack());
        var space = account.scenario().spaces().stream()
                .filter(one -> described.space().isPresent() && one.name().equals(described.space().get())).findFirst();
        return Body.of("acm", !described.domains().isEmpty() && described.certificates().isEmpty(), "archived_at",
                described.archived() ? app.createdAt().plusSeconds(86_400) : null, "build_stack", stack,
                "buildpack_provided_description", described.processTypes().isEmpty() ? null : "Node.js", "created_at",
                app.createdAt(), "generation",
                References.named("generation", described.generation()), "git_url",
                "https://git.heroku.com/" + app.name() + ".git", "id", app.id(), "internal_routing",
                space.isPresent() ? false : null, "maintenance", app.isMaintained(), "name", app.name(),
                "organization", team, "owner", References.owner(account, app), "region",
                References.named("region", space.map(one -> one.region()).orElse(described.region())), "released_at",
                app.release().createdAt(), "repo_size", 1_204_224, "slug_size",
                app.slug().isPresent() && !app.isFir() ? 48_234_496 : null, "space",
                space.isPresent()
                        ? Body.of("id", Ids.of("space", space.get().name()), "name", space.get().name(), "shield",
                                space.get().shield())
                        : null,
                "stack", stack, "team", team, "updated_at", app.release().createdAt(), "web_url",
                "https://" + app.host() + "/");
    }

    private Answer change(Request request) throws Refusal {
        var app = find(request);
        var name = request.text("name");
        if (name.isPresent()) {
            app.rename(name.get());
        }
        request.flag("maintenance").ifPresent(app::maintain);
        return Answer.ok(app(app));
    }

    private Answer destroy(Request request) throws Refusal {
        var app = find(request);
        var told = app(app);
        account.destroy(app);
        return Answer.ok(told);
    }

    private Answer configure(Request request) throws Refusal {
        var changes = new LinkedHashMap<String, Optional<String>>();
        for (var property : request.body().properties()) {
            var value = property.getValue();
            changes.put(property.getKey(), value.isNull() ? Optional.empty() : Optional.of(value.asString()));
        }
        var app = find(request);
        app.configure(changes);
        return Answer.ok(app.config());
    }

    private List<Map<String, @Nullable Object>> people(App app) {
        var owner = String.valueOf(References.owner(account, app).get("email"));
        return Stream.concat(Stream.of(owner), app.described().collaborators().stream())
                .map(email -> Body.of("app", References.app(app), "created_at", app.createdAt(), "id",
                        Ids.of("collaborator", app.id() + email), "permissions",
                        Stream.of("deploy", "operate", "view").map(one -> Body.of("name", one)).toList(), "role",
                        email.equals(owner) ? "owner" : "collaborator", "updated_at", app.createdAt(), "user",
                        Body.of("email", email, "federated", false, "id", Ids.of("account", email))))
                .toList();
    }

    private static List<Map<String, @Nullable Object>> features(App app) {
        return FEATURES.stream().map(name -> Body.of("created_at", app.createdAt(), "description", name,
                "display_name", name, "doc_url", "https://devcenter.heroku.com/articles/" + name, "enabled",
                app.described().features().contains(name), "feedback_email", "feedback@heroku.com", "id",
                Ids.of("app-feature", name), "name", name, "state", "general", "updated_at", app.createdAt())).toList();
    }

    private static List<Map<String, @Nullable Object>> webhooks(App app) {
        return app.described().webhooks().stream().map(url -> Body.of("created_at", app.createdAt(), "id",
                Ids.of("webhook", app.id() + url), "include", List.of("api:release"), "level", "notify", "updated_at",
                app.createdAt(), "url", url)).toList();
    }
}
