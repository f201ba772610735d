package io.stackblaze.heroku.emulator.api;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;

/** The Data API's part for Heroku Key-Value Store. */
record KeyValueApi(Account account) {
    private static final Set<String> SETTINGS = Set.of("maxmemory_policy", "timeout", "notify_keyspace_events");
    private static final Map<String, Integer> CONNECTIONS = Map.of("mini", 20, "premium-0", 40, "premium-1", 80,
            "premium-2", 200);

    void addTo(Routes routes) {
        routes.get("/redis/v0/databases/{database}", request -> Answer.ok(database(find(request))))
                .get("/redis/v0/databases/{database}/wait", _ -> Answer.ok(
                        Body.of("message", "available", "waiting?", false)))
                .get("/redis/v0/databases/{database}/config", request -> Answer.ok(config(find(request))))
                .patch("/redis/v0/databases/{database}/config", this::configure)
                .post("/redis/v0/databases/{database}/credentials_rotation", this::rotate);
    }

    private Addon find(Request request) throws Refusal {
        var addon = account.addon(request.parameter("database"));
        if (!addon.isKeyValue() || addon.described().state().equals("provisioning")) {
            throw Refusal.notFound("database");
        }
        return addon;
    }

    private static Map<String, @Nullable Object> database(Addon addon) {
        var url = URI.create(addon.datastore().url());
        var figures = addon.datastore().figures();
        var plan = addon.plan().substring(addon.plan().indexOf(':') + 1);
        var policy = addon.settings().getOrDefault("maxmemory_policy", "noeviction");
        return Body.of("addon_id", addon.id(), "name", addon.name(), "plan", plan, "created_at", addon.createdAt(),
                "formation", Body.of("id", addon.id(), "primary", null), "metaas_source", null, "port", url.getPort(),
                "resource_url", url, "prefer_native_tls", true, "version", addon.described().version(), "info",
                List.of(row("Plan", plan), row("Status", "available"), row("Created", addon.createdAt().toString()),
                        row("Version", addon.datastore().version()), row("Timeout",
                                addon.settings().getOrDefault("timeout", "300")),
                        row("Maxmemory", policy),
                        row("Persistence", plan.equals("mini") ? "None" : "AOF"),
                        row("Connections", figures.connections() + "/" + CONNECTIONS.getOrDefault(plan, 400)),
                        row("Connection Limit", Integer.toString(CONNECTIONS.getOrDefault(plan, 400))),
                        row("Keys", Integer.toString(figures.tables())),
                        row("Memory", "%.2f MB".formatted(figures.bytes() / 1e6))));
    }

    private static Map<String, @Nullable Object> row(String name, String value) {
        return Body.of("name", name, "values", List.of(value));
    }

    private static Map<String, @Nullable Object> config(Addon addon) {
        var settings = addon.settings();
        return Body.of("maxmemory_policy", setting(settings.getOrDefault("maxmemory_policy", "noeviction")), "timeout",
                setting(settings.getOrDefault("timeout", "300")), "notify_keyspace_events",
                setting(settings.getOrDefault("notify_keyspace_events", "")));
    }

    /** The command line reads the explanation of the value that is set. */
    private static Map<String, @Nullable Object> setting(String value) {
        return Body.of("value", value, "values", Body.of(value, "as it says"), "desc", value);
    }

    private Answer configure(Request request) throws Refusal {
        var addon = find(request);
        for (var property : request.body().properties()) {
            if (!SETTINGS.contains(property.getKey())) {
                throw Refusal.invalid("Unknown setting " + property.getKey() + ".");
            }
            addon.configure(property.getKey(), property.getValue().asString());
        }
        return Answer.ok(config(addon));
    }

    private Answer rotate(Request request) throws Refusal {
        var addon = find(request);
        addon.datastore().rotate();
        account.readdressed(addon);
        return Answer.accepted(Body.of("message", "Credentials rotated"));
    }
}
