package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.heroku.inventory.Addon;
import io.stackblaze.heroku.inventory.Datastore;
import io.stackblaze.heroku.inventory.Inventory;

/** Add-ons become services, or are told apart. */
final class DatastoreMapping {
    private static final Set<String> VERSIONS = Set.of("14", "15", "16", "17", "18");
    private static final Set<String> EXTENSIONS = Set.of("adminpack", "amcheck", "bloom", "btree_gin", "btree_gist",
            "citext", "cube", "dblink", "dict_int", "dict_xsyn", "earthdistance", "fuzzystrmatch", "hstore", "intarray",
            "isn", "lo", "ltree", "pageinspect", "pg_buffercache", "pg_freespacemap", "pg_prewarm",
            "pg_stat_statements", "pg_trgm", "pg_visibility", "pgcrypto", "pgrowlocks", "pgstattuple", "postgres_fdw",
            "seg", "sslinfo", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp",
            "xml2");

    private final Inventory app;
    private final Names names;
    private final List<Counterpart> counterparts;
    private final List<Mapping.Cost> costs;

    DatastoreMapping(Inventory app, Names names, List<Counterpart> counterparts, List<Mapping.Cost> costs) {
        this.app = app;
        this.names = names;
        this.counterparts = counterparts;
        this.costs = costs;
    }

    /** The services; {@code references} gets the variables that lead to each. */
    List<DraftService> services(Map<String, String> references) {
        var services = new ArrayList<DraftService>();
        for (var store : app.datastores()) {
            var addon = store.addon();
            var leader = store.info().info().getOrDefault("Following", "");
            if (!addon.own()) {
                foreign(addon);
            } else if (!leader.isEmpty()) {
                follower(store, services, references);
            } else {
                var service = addon.isPostgres() ? postgres(store) : redis(store);
                services.add(service);
                store.variables().stream().filter(name -> !references.containsKey(name))
                        .forEach(name -> references.put(name, service.name()));
                costs.add(new Mapping.Cost(service.name(), addon.centsPerMonth(), service.plan().centsPerMonth()));
            }
        }
        app.addons().stream().filter(addon -> !addon.isPostgres() && !addon.isKeyValue()).forEach(this::other);
        return services;
    }

    private void foreign(Addon addon) {
        counterparts.add(new Counterpart("add-on", addon.name(), "", false, "It belongs to the app " + addon.owner()
                + ". Its address stays a secret that leads to Heroku; move that app first, or both into one project."));
    }

    private void follower(Datastore store, List<DraftService> services, Map<String, String> references) {
        var leader = services.stream().filter(each -> each.type().equals("postgres")).findFirst();
        leader.ifPresent(service -> store.variables().forEach(name -> references.putIfAbsent(name, service.name())));
        counterparts
                .add(new Counterpart("add-on", store.addon().name(), leader.map(DraftService::name).orElse(""), false,
                        "A follower, for reading alone. Here there is one server, and its variables lead to that."));
        costs.add(new Mapping.Cost(store.addon().name(), store.addon().centsPerMonth(), 0));
    }

    private DraftService postgres(Datastore store) {
        var addon = store.addon();
        var service = new DraftService(names.of(named(store, "DATABASE", "db"), "db"), "postgres");
        var level = addon.level();
        int memory = Sizes.postgresMemory(level);
        service.plan(Sizes.plan(memory));
        var facts = store.postgres();
        var version = (facts == null ? store.info().version() : facts.version()).replaceFirst("\\D.*", "");
        boolean known = VERSIONS.contains(version);
        if (!known) {
            service.comment(version.isEmpty()
                    ? "Which version it has on Heroku is not known: heroku pg:info"
                    : "Version " + version + " is not here; data is moved to " + Postgres.DEFAULT_VERSION + ".");
        }
        service.quoted("version", known ? version : Postgres.DEFAULT_VERSION);
        long bytes = facts == null ? store.info().bytes() : facts.bytes();
        if (bytes > 0) {
            service.yaml("storage_gb",
                    Long.toString(Math.min(65_536, Math.max(10, (bytes / 500_000_000L + 9) / 10 * 10))),
                    "%.1f GB are used; this is twice as much.".formatted(bytes / 1e9));
        }
        var missing = new ArrayList<String>();
        if (facts != null && !facts.extensions().isEmpty()) {
            var there = facts.extensions().stream().filter(EXTENSIONS::contains).toList();
            facts.extensions().stream().filter(each -> !EXTENSIONS.contains(each)).forEach(missing::add);
            if (!there.isEmpty()) {
                service.yaml("extensions", "[" + String.join(", ", there) + "]", "");
            }
        }
        var note = new ArrayList<String>();
        if (!known) {
            note.add(version.isEmpty() ? "look up its version: heroku pg:info" : "version " + version + " is not here");
        }
        if (!missing.isEmpty()) {
            note.add("these extensions are not here: " + String.join(", ", missing));
        }
        if (Sizes.tooLarge(memory)) {
            note.add("it has more memory than our largest size");
        }
        if (addon.isAdvanced()) {
            note.add("it is of the Advanced tier, of which little is published: look at size and version");
        }
        if (!addon.otherApps().isEmpty()) {
            note.add("other apps use it too: " + String.join(", ", addon.otherApps()));
        }
        counterparts.add(new Counterpart("add-on", addon.name() + " (" + addon.plan() + ")", service.name(),
                note.isEmpty(), String.join("; ", note)));
        return service;
    }

    private DraftService redis(Datastore store) {
        var addon = store.addon();
        var service = new DraftService(names.of(named(store, "REDIS", "redis"), "redis"), "redis");
        service.plan(Sizes.plan(Sizes.keyValueMemory(addon.level())));
        service.quoted("version", Redis.DEFAULT_VERSION);
        var facts = store.keyValue();
        var policy = facts != null && !facts.policy().isEmpty()
                ? facts.policy()
                : store.info().info().getOrDefault("Maxmemory", "").toLowerCase(Locale.ROOT);
        if (policy.matches("allkeys-(?:lru|lfu|random)|volatile-(?:lru|lfu|random|ttl)")) {
            service.text("eviction", policy);
        }
        var shared = addon.otherApps().isEmpty()
                ? ""
                : "other apps use it too: " + String.join(", ", addon.otherApps());
        counterparts.add(new Counterpart("add-on", addon.name() + " (" + addon.plan() + ")", service.name(),
                shared.isEmpty(), shared));
        return service;
    }

    /** The usual name for what the app calls {@code usual}; else the name of its attachment. */
    private static String named(Datastore store, String usual, String ours) {
        var attachments = store.addon().attachments();
        return attachments.isEmpty() || attachments.contains(usual) || attachments.getFirst().startsWith("HEROKU_")
                ? ours
                : attachments.getFirst();
    }

    private void other(Addon addon) {
        var service = addon.service();
        switch (service) {
            case "scheduler" ->
                counterparts.add(new Counterpart("add-on", addon.name(), "services of type cron", true, ""));
            case "papertrail", "logentries", "coralogix", "logdna", "sumologic", "timber" -> counterparts
                    .add(new Counterpart("add-on", addon.name() + " (" + addon.plan() + ")", "stackblaze logs", false,
                            "Logs are kept here; alarms that it raised have to be made anew."));
            case "deployhooks" ->
                counterparts.add(new Counterpart("add-on", addon.name(), "", false, "There are no hooks yet."));
            case "heroku-kafka", "heroku-connect" -> counterparts.add(new Counterpart("add-on",
                    addon.name() + " (" + addon.plan() + ")", "", false,
                    "There is no counterpart, and it ends with Heroku: move to another provider first."));
            default -> counterparts.add(new Counterpart("add-on", addon.name() + " (" + addon.plan() + ")", "kept",
                    false,
                    (service.matches("quotaguard.*|fixie.*|proximo")
                            ? "It gives fixed addresses for the way out; somebody may have them on a list. "
                            : "")
                            + "A service of somebody else: its variables are kept as secrets. Ask it for an account without Heroku"
                            + " before the add-on is removed."));
        }
        if (addon.own() && addon.centsPerMonth() != 0) {
            costs.add(new Mapping.Cost(addon.name(), addon.centsPerMonth(), service.equals("scheduler") ? 0 : -1));
        }
    }
}
