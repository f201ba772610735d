package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.init.RepositoryFacts.Folder;
import org.jspecify.annotations.Nullable;

/** Datastores that add-ons or libraries speak of. */
final class Datastores {
    private static final Pattern NODE_POSTGRES = Pattern
            .compile("\"(?:pg|pg-promise|postgres|slonik|knex-postgis)\"\\s*:");
    private static final Pattern NODE_REDIS = Pattern
            .compile("\"(?:redis|ioredis|bull|bullmq|bee-queue|connect-redis)\"\\s*:");
    private static final Pattern OTHER_POSTGRES = Pattern
            .compile("(?im)^\\s*[\"']?(?:psycopg|asyncpg|pg8000)|gem ['\"]pg['\"]|jackc/pgx|lib/pq|org\\.postgresql");
    private static final Pattern OTHER_REDIS = Pattern.compile(
            "(?im)^\\s*[\"']?(?:redis|celery\\[redis|rq|django-redis)\\b|gem ['\"](?:redis|sidekiq|resque)['\"]|redis/go-redis");

    private Datastores() {}

    static void add(RepositoryFacts facts, AppJson app, Draft draft) {
        var addons = new ArrayList<>(app.addons());
        facts.folders().forEach(folder -> {
            var heroku = HerokuYml.read(folder.text("heroku.yml"), new ArrayList<>());
            if (heroku != null) {
                addons.addAll(heroku.addons());
            }
        });
        boolean postgres = addon(addons, "heroku-postgresql");
        boolean redis = addon(addons, "heroku-redis") || addon(addons, "heroku-key-value-store");
        if (postgres || any(facts, NODE_POSTGRES, OTHER_POSTGRES)) {
            postgres(postgres ? app.version("heroku-postgresql") : null, draft);
        }
        if (redis || any(facts, NODE_REDIS, OTHER_REDIS)) {
            redis(draft);
        }
        others(addons, draft);
    }

    private static void postgres(@Nullable String version, Draft draft) {
        var db = draft.service("db", ServiceType.POSTGRES);
        if (db != null) {
            db.yaml("version",
                    '"' + (version != null && version.matches("1[4-8]") ? version : Postgres.DEFAULT_VERSION) + '"');
            draft.env.put("DATABASE_URL", "{from_service: db, property: connection_string}");
        }
    }

    private static void redis(Draft draft) {
        var cache = draft.service("cache", ServiceType.REDIS);
        if (cache != null) {
            cache.yaml("version", '"' + Redis.DEFAULT_VERSION + '"');
            draft.env.put("REDIS_URL", "{from_service: cache, property: connection_string}");
        }
    }

    private static void others(List<String> addons, Draft draft) {
        for (var addon : addons.stream().map(addon -> addon.replaceFirst(":.*", "")).distinct().limit(20).toList()) {
            switch (addon) {
                case "heroku-postgresql", "heroku-redis", "heroku-key-value-store" -> {
                }
                case "scheduler" ->
                    draft.notes.add("Heroku Scheduler: add a service of type cron for each of its jobs.");
                case "papertrail", "logentries", "coralogix" -> draft.notes
                        .add("The add-on " + addon + ": logs are kept here, see stackblaze logs.");
                default ->
                    draft.notes.add("An add-on has no counterpart here; keep it, and store its variables as secrets: "
                            + (addon.matches("[a-z0-9-]{1,40}") ? addon : "(unnamed)") + ".");
            }
        }
    }

    private static boolean addon(List<String> addons, String name) {
        return addons.stream().anyMatch(addon -> addon.equals(name) || addon.startsWith(name + ":"));
    }

    private static boolean any(RepositoryFacts facts, Pattern node, Pattern other) {
        return facts.folders().stream().map(Folder::files).anyMatch(files -> files.entrySet().stream()
                .anyMatch(file -> switch (file.getKey()) {
                    case "package.json" -> node.matcher(file.getValue()).find();
                    case "requirements.txt", "pyproject.toml", "Pipfile", "Gemfile", "go.mod", "pom.xml",
                            "build.gradle" ->
                        other
                                .matcher(file.getValue()).find();
                    default -> false;
                }));
    }
}
