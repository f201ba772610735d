package io.stackblaze.heroku.emulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Heroku's own command line takes the emulator for Heroku. */
@Execution(ExecutionMode.CONCURRENT)
final class HerokuCommandTest {
    private static final String MESSY = "the-app-with-the-longest-nam3";

    @Test
    void config_is_read_exactly_and_quoted_for_shells() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("messy"))) {
            var heroku = new HerokuCommand(emulator);
            var expected = new TreeMap<>(Client.of(emulator).json("/apps/" + MESSY + "/config-vars").propertyStream()
                    .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().asString())));
            Map<String, String> read = JsonMapper.shared().readValue(heroku.run("config", "-j", "-a", MESSY),
                    new TypeReference<Map<String, String>>() {
                    });
            assertThat(read).isEqualTo(expected).containsEntry("CARRIAGE", "first\r\nsecond");
            assertThat(heroku.run("config", "-s", "-a", MESSY)).contains("BANG=\"it's\\!\"\n", "EMPTY=\n",
                    "NEWLINE=\"first\\nsecond\\n\"\n", "PERCENT=100%~+/\n");
        }
    }

    @Test
    void config_is_set_and_unset_with_a_release_each() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("small"))) {
            var heroku = new HerokuCommand(emulator);
            heroku.run("config:set", "GREETING=two\nlines 'and' \"quotes\"", "-a", "small-shop");
            heroku.run("config:unset", "LOG_LEVEL", "-a", "small-shop");
            assertThat(Client.of(emulator).json("/apps/small-shop/config-vars").path("GREETING").asString())
                    .isEqualTo("two\nlines 'and' \"quotes\"");
            assertThat(heroku.run("releases", "-a", "small-shop")).contains("v14", "Remove LOG_LEVEL config vars",
                    "Set GREETING config vars");
            var refused = heroku.attempt("config:set", "DATABASE_URL=mine", "-a", "small-shop");
            assertThat(refused.status()).isNotZero();
            assertThat(refused.errors()).contains("Cannot overwrite attachment values DATABASE_URL");
        }
    }

    @Test
    void dynos_are_listed_scaled_and_run() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("small"))) {
            var heroku = new HerokuCommand(emulator);
            heroku.run("ps:scale", "web=3:Standard-1X", "worker-1", "-a", "small-shop");
            assertThat(heroku.run("ps:scale", "-a", "small-shop"))
                    .contains("release=0:Basic web=3:Standard-1X worker=0:Basic");
            heroku.run("run:detached", "node", "totals.js", "-a", "small-shop");
            assertThat(heroku.run("ps", "-a", "small-shop")).contains("web (Standard-1X): node server.js (3)",
                    "web.3: up", "run.1001").doesNotContain("worker.1");
        }
    }

    @Test
    void maintenance_and_the_app_are_shown_and_changed() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("small"))) {
            var heroku = new HerokuCommand(emulator);
            heroku.run("maintenance:on", "-a", "small-shop");
            assertThat(json(heroku, "apps:info", "--json", "-a", "small-shop").path("app").path("maintenance")
                    .asBoolean()).isTrue();
            heroku.run("maintenance:off", "-a", "small-shop");
            assertThat(heroku.run("maintenance", "-a", "small-shop")).contains("off");
            assertThat(heroku.run("apps:info", "-a", "small-shop")).contains("heroku-postgresql:essential-0",
                    "grace@example.com", "Region:         eu");
        }
    }

    @Test
    void addons_of_other_apps_are_told_from_ones_own() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("messy"))) {
            var heroku = new HerokuCommand(emulator);
            assertThat(heroku.run("addons", "-a", MESSY)).contains("as DATABASE on borrower app",
                    "heroku-redis (redis-cylindrical-00003)", "$50/month");
            assertThat(json(heroku, "addons", "--json", "-a", "borrower")).isNotEmpty();
            assertThat(json(heroku, "domains", "--json", "-a", MESSY)).hasSize(5);
            assertThat(heroku.run("drains", "-a", MESSY)).contains("syslog+tls://logs.example.com:6514 (d.");
        }
    }

    @Test
    void databases_and_their_backups_are_told() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("messy"))) {
            var heroku = new HerokuCommand(emulator);
            assertThat(heroku.run("pg:info", "-a", MESSY)).contains("DATABASE_URL", "Connections:           87/120",
                    "Followers:             HEROKU_POSTGRESQL_TEAL", "Add-on:                postgresql-shared-00001");
            heroku.run("pg:backups:capture", "DATABASE_URL", "-a", MESSY);
            assertThat(heroku.run("pg:backups", "-a", MESSY)).contains("b001", "Completed");
            assertThat(heroku.run("pg:backups:url", "-a", MESSY)).startsWith(emulator.apiUri().toString());
            assertThat(heroku.run("data:pg:info", "postgresql-advanced-00007", "-a", "advanced-app"))
                    .contains("Advanced", "120.00 GB / 128.00 TB");
        }
    }

    @Test
    void key_value_stores_are_told_and_changed() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("small"))) {
            var heroku = new HerokuCommand(emulator);
            heroku.run("redis:maxmemory", "redis-silhouetted-54321", "--policy", "allkeys-lru", "-a", "small-shop");
            assertThat(heroku.run("redis:info", "-a", "small-shop")).contains("REDIS_URL", "allkeys-lru", "mini");
        }
    }

    @Test
    void pipelines_are_told_and_review_apps_switched() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("pipeline"))) {
            var heroku = new HerokuCommand(emulator);
            assertThat(heroku.run("pipelines:info", "store")).contains("owner: acme (team)")
                    .containsPattern("store-pr-17 +review").containsPattern("store-production +production");
            heroku.run("reviewapps:disable", "-p", "store");
            assertThat(Client.of(emulator).get("/pipelines/store/review-app-config").statusCode()).isEqualTo(404);
            heroku.run("reviewapps:enable", "-p", "store");
            heroku.run("reviewapps:enable", "-p", "store", "--autodeploy");
            assertThat(Client.of(emulator).json("/pipelines/store/review-app-config").path("automatic_review_apps")
                    .asBoolean()).isTrue();
        }
    }

    private static JsonNode json(HerokuCommand heroku, String... arguments) throws Exception {
        return JsonMapper.shared().readTree(heroku.run(arguments));
    }
}
