package io.stackblaze.heroku.emulator.api;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.Datastore;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;

/** The Data API's part for Postgres. What the Advanced tier has is told under other paths than the rest. */
record PostgresApi(Account account) {
    private static final Map<String, Integer> CONNECTIONS = Map.of("essential-0", 20, "essential-1", 20, "essential-2",
            40, "standard-0", 120, "standard-2", 400, "premium-0", 120, "premium-2", 400);

    void addTo(Routes routes) {
        routes.get("/client/v11/databases/{database}", request -> Answer.ok(database(classic(request))))
                .get("/client/v11/databases/{database}/wait_status", request -> Answer.ok(waiting(classic(request))))
                .get("/client/v11/databases/{database}/links", request -> {
                    classic(request);
                    return Answer.ok(List.of());
                })
                .get("/postgres/v0/databases/{database}/credentials", request -> Answer.ok(
                        credentials(classic(request))))
                .get("/postgres/v0/databases/{database}/credentials/{credential}", this::credential)
                .post("/postgres/v0/databases/{database}/credentials_rotation", this::rotate)
                .post("/postgres/v0/databases/{database}/credentials/{credential}/credentials_rotation", this::rotate)
                .get("/postgres/v0/databases/{database}/config", request -> Answer.ok(config(classic(request))))
                .patch("/postgres/v0/databases/{database}/config", this::configure)
                .get("/data/postgres/v1/{database}/info", request -> Answer.ok(advanced(tier(request))))
                .get("/data/postgres/v1/{database}/credentials", request -> Answer.ok(
                        Body.of("items", List.of(advancedCredential(tier(request))))))
                .get("/data/postgres/v1/{database}/settings", request -> Answer.ok(Body.of("items",
                        tier(request).settings().entrySet())))
                .get("/data/postgres/v1/{database}/wait_status", request -> Answer.ok(waiting(tier(request))))
                .get("/data/maintenances/v1/{database}", request -> Answer.ok(maintenance(find(request))))
                .get("/data/maintenances/v1/{database}/window", request -> Answer.ok(
                        Body.of("window", find(request).described().plan().contains("essential")
                                ? null
                                : "Thursdays 20:30 to Fridays 00:30 UTC")));
    }

    private Addon find(Request request) throws Refusal {
        var addon = account.addon(request.parameter("database"));
        if ((!addon.isPostgres() && !addon.isKeyValue()) || addon.described().state().equals("provisioning")) {
            throw Refusal.notFound("database");
        }
        return addon;
    }

    private Addon classic(Request request) throws Refusal {
        var addon = find(request);
        if (addon.isAdvanced() || !addon.isPostgres()) {
            throw Refusal.notFound("database");
        }
        return addon;
    }

    private Addon tier(Request request) throws Refusal {
        var addon = find(request);
        if (!addon.isAdvanced()) {
            throw Refusal.notFound("database");
        }
        return addon;
    }

    private static String plan(Addon addon) {
        return addon.plan().substring(addon.plan().indexOf(':') + 1);
    }

    private static boolean isEssential(Addon addon) {
        return plan(addon).startsWith("essential");
    }

    private Map<String, @Nullable Object> database(Addon addon) throws Refusal {
        var url = URI.create(addon.datastore().url());
        var user = url.getUserInfo().split(":", 2);
        var figures = addon.datastore().figures();
        var following = addon.described().following();
        return Body.of("addon_id", addon.id(), "name", addon.name(), "plan", plan(addon), "resource_url", url,
                "postgres_version", addon.described().version(), "database_name", url.getPath().substring(1),
                "database_user", user[0], "database_password", user[1], "num_bytes", figures.bytes(), "num_tables",
                figures.tables(), "num_connections", figures.connections(), "num_connections_waiting", 0, "following",
                following.isPresent() ? account.addon(following.get()).datastore().url() : null, "forked_from", null,
                "leader", following.isPresent()
                        ? Body.of("addon_id", account.addon(following.get()).id(), "name",
                                following.get())
                        : null,
                "formation", Body.of("id", Ids.of("formation", addon.name()), "primary", null), "created_at",
                addon.createdAt(), "hot_standby?", following.isPresent(), "waiting?", false, "standalone?", true,
                "available_for_ingress", true, "service_url", url, "target_transaction", null, "current_transaction",
                null, "metaas_source", null, "port", url.getPort(), "info", info(addon, figures));
    }

    private List<Map<String, @Nullable Object>> info(Addon addon,
            Datastore.Figures figures) throws Refusal {
        var result = new ArrayList<Map<String, @Nullable Object>>();
        result.add(
                row("Plan", Character.toUpperCase(plan(addon).charAt(0)) + plan(addon).substring(1).replace('-', ' ')));
        result.add(row("Status", "Available"));
        result.add(row("Data Size", size(figures.bytes())));
        result.add(row("Tables", Integer.toString(figures.tables())));
        result.add(row("PG Version", addon.datastore().version()));
        result.add(row("Connections", figures.connections() + "/" + CONNECTIONS.getOrDefault(plan(addon), 500)));
        result.add(row("Connection Pooling", isEssential(addon) ? "Unsupported" : "Available"));
        result.add(row("Credentials", Integer.toString(1 + addon.described().credentials().size())));
        result.add(row("Fork/Follow", isEssential(addon) ? "Unsupported" : "Available"));
        result.add(row("Rollback", isEssential(addon) ? "Unsupported" : "earliest from 4 days ago"));
        result.add(row("Created", addon.createdAt().toString()));
        result.add(row("Region", addon.owner().described().region()));
        var following = addon.described().following();
        if (following.isPresent()) {
            result.add(Body.of("name", "Following", "values",
                    List.of(account.addon(following.get()).datastore().url()), "resolve_db_name", true));
        }
        var followers = account.addons().stream()
                .filter(one -> one.described().following().equals(Optional.of(addon.name())))
                .map(one -> one.datastore().url()).toList();
        if (!followers.isEmpty()) {
            result.add(Body.of("name", "Followers", "values", followers, "resolve_db_name", true));
        }
        result.add(row("Data Encryption", isEssential(addon) ? "Not In Use" : "In Use"));
        result.add(row("Continuous Protection", isEssential(addon) ? "Off" : "On"));
        result.add(row("Maintenance", "not required"));
        return result;
    }

    private static Map<String, @Nullable Object> row(String name, String value) {
        return Body.of("name", name, "values", List.of(value));
    }

    private static String size(long bytes) {
        return bytes < 1 << 30 ? "%.2f MB".formatted(bytes / 1e6) : "%.2f GB".formatted(bytes / 1e9);
    }

    private static Map<String, @Nullable Object> waiting(Addon addon) {
        var isMade = !addon.described().state().equals("provisioning");
        return Body.of("message", isMade ? "available" : "preparing", "waiting?", !isMade, "error?", false);
    }

    private static List<Map<String, @Nullable Object>> credentials(Addon addon) {
        return Stream.concat(Stream.of("default"), addon.described().credentials().stream())
                .map(name -> credential(addon, name)).toList();
    }

    private Answer credential(Request request) throws Refusal {
        var addon = classic(request);
        var name = request.parameter("credential");
        if (!name.equals("default") && !addon.described().credentials().contains(name)) {
            throw Refusal.notFound("credential");
        }
        return Answer.ok(credential(addon, name));
    }

    private static Map<String, @Nullable Object> credential(Addon addon, String name) {
        var url = URI.create(addon.datastore().url());
        var user = url.getUserInfo().split(":", 2);
        var isDefault = name.equals("default");
        return Body.of("uuid", Ids.of("credential", addon.name() + name), "name", name, "state", "active", "database",
                url.getPath().substring(1), "host", url.getHost(), "port", url.getPort(), "credentials",
                List.of(Body.of("user", isDefault ? user[0] : name, "password",
                        isDefault ? user[1] : addon.credentialPassword(name), "state",
                        "active", "connections", null)));
    }

    private Answer rotate(Request request) throws Refusal {
        var addon = classic(request);
        addon.datastore().rotate();
        account.readdressed(addon);
        return Answer.accepted(Body.of("message", "Credentials rotated"));
    }

    private static Map<String, @Nullable Object> config(Addon addon) {
        var result = Body.of();
        Map.of("log_lock_waits", "true", "log_connections", "true", "log_min_duration_statement", "2000",
                "log_statement", "ddl", "track_functions", "none").forEach(
                        (name, usual) -> result.put(name,
                                Body.of("value", addon.settings().getOrDefault(name, usual), "desc", name, "default",
                                        usual)));
        return result;
    }

    private Answer configure(Request request) throws Refusal {
        var addon = classic(request);
        var known = config(addon);
        for (var property : request.body().properties()) {
            if (!known.containsKey(property.getKey())) {
                throw Refusal.invalid("Unknown setting " + property.getKey() + ".");
            }
            addon.configure(property.getKey(), property.getValue().asString());
        }
        return Answer.ok(config(addon));
    }

    private static Map<String, @Nullable Object> advanced(Addon addon) {
        var url = URI.create(addon.datastore().url());
        var figures = addon.datastore().figures();
        var on = Body.of("enabled", true);
        var leader = Body.of("id", Ids.of("pool", addon.name()), "name", "leader", "status", "available",
                "expected_count", 1, "expected_level", "4G-Performance", "expected_connection_limit", 400,
                "connections_used", figures.connections(), "compute_instances", List.of(), "endpoints",
                List.of(Body.of("host", url.getHost(), "port", url.getPort(), "status", "available")),
                "metrics_sources", Body.of("cluster", null, "database", null, "leader", null), "wait_status",
                Body.of("message", null, "waiting", false));
        return Body.of("addon", Body.of("id", addon.id(), "name", addon.name()), "app", References.app(addon.owner()),
                "created_at", addon.createdAt(), "features",
                Body.of("continuous_protection", on, "credentials", Body.of("enabled", true, "current_count", 1),
                        "data_encryption", on, "fork", on, "highly_available", on, "rollback",
                        Body.of("enabled", true, "earliest_time", addon.createdAt(), "latest_time", null)),
                "forked_from", null, "plan_limits",
                List.of(Body.of("name", "storage-limit-in-gb", "current", figures.bytes() / 1e9, "limit", 128_000),
                        Body.of("name", "table-limit", "current", figures.tables(), "limit", 4000),
                        Body.of("name", "connection-limit", "current", figures.connections(), "limit", 400)),
                "pools", List.of(leader), "quotas", List.of(), "region", addon.owner().described().region(), "status",
                "available", "tier", "advanced", "version", addon.described().version());
    }

    private static Map<String, @Nullable Object> advancedCredential(Addon addon) {
        var url = URI.create(addon.datastore().url());
        var user = url.getUserInfo().split(":", 2);
        return Body.of("id", Ids.of("credential", addon.name()), "name", "default", "type", "owner", "state", "active",
                "database", url.getPath().substring(1), "host", url.getHost(), "port",
                Integer.toString(url.getPort()), "roles",
                List.of(Body.of("user", user[0], "password", user[1], "state", "active")));
    }

    private static Map<String, @Nullable Object> maintenance(Addon addon) {
        return Body.of("addon",
                Body.of("attachments", List.of(), "kind", addon.service(), "name", addon.name(), "plan", plan(addon),
                        "uuid", addon.id(), "window", null),
                "app", Body.of("name", addon.owner().name(), "uuid", addon.owner().id()), "completed_at", null,
                "duration_seconds", null, "method", "changeover", "previously_scheduled_for", null, "reason", "none",
                "required_by", null, "scheduled_for", null, "server_created_at", addon.createdAt(), "started_at", null,
                "status", "none", "window", null);
    }
}
