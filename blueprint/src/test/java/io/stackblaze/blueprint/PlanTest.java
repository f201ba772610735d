package io.stackblaze.blueprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTest {
    private static Map<String, Service> services(String... lines) {
        return Read.valid("name: shop\nsecrets: [API_KEY]\nservices:\n  " + String.join("\n  ", lines) + "\n")
                .services();
    }

    @Test
    void showsEachFieldThatChangesAndWhyItRestarts() {
        var live = services(
                "web: {type: web, start: a, env: {NODE_ENV: staging, OLD: x}, scaling: {max_instances: 3}}");
        var wanted = services("web: {type: web, start: b, env: {NODE_ENV: production}, scaling: {max_instances: 5}}");

        assertThat(Plan.between(live, wanted).changes()).containsExactly(new Plan.Change.Update("web", ServiceType.WEB,
                List.of(
                        new Plan.Field("start", "a", "b"), new Plan.Field("scaling.max_instances", "3", "5"),
                        new Plan.Field("env.NODE_ENV", "staging", "production"), new Plan.Field("env.OLD", "x", "")),
                List.of(Plan.Restart.VARIABLES, Plan.Restart.COMMAND)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "web | env: {A: x} | VARIABLES", "web | secret_refs: [API_KEY] | SECRETS", "web | start: x | COMMAND",
            "web | build: ./api | SOURCE", "web | image: nginx | SOURCE", "web | plan: basic | SIZE",
            "web | port: 3000 | PORT",
            "web | stop_grace_seconds: 5 | GRACE", "web | domains: [a.example] | ", "web | healthcheck: {path: /up} | ",
            "web | scaling: {min_instances: 3} | ", "web | pre_deploy: x | ", "web | preview: false | ",
            "worker | plan: basic | SIZE", "worker | scaling: {min_instances: 3} | ",
            "cron | env: {A: x} | ", "cron | timeout_seconds: 5 | ", "cron | timezone: Europe/Berlin | ",
            "postgres | plan: basic | SIZE", "postgres | storage_gb: 50 | ", "postgres | extensions: [hstore] | ",
            "postgres | backup: {window_days: 30} | ", "redis | plan: basic | SIZE", "redis | version: '8' | VERSION",
            "redis | eviction: allkeys-lru | SETTINGS", "redis | persistence: none | SETTINGS"})
    void aChangeRestartsOnlyWhereItMust(String type, String key, Plan.Restart reason) {
        var head = "it: {type: " + type + (type.equals("cron") ? ", schedule: '* * * * *'" : "");

        var plan = Plan.between(services(head + "}"), services(head + ", " + key + "}"));

        assertThat(plan.changes()).singleElement().isInstanceOfSatisfying(Plan.Change.Update.class, update -> {
            assertThat(update.because()).isEqualTo(reason == null ? List.of() : List.of(reason));
            assertThat(update.restarts()).isEqualTo(reason != null);
        });
    }

    @Test
    void aProcessIsRemovedAndADatastoreIsKept() {
        var plan = Plan.between(
                services("web: {type: web}", "worker: {type: worker}", "db: {type: postgres}", "cache: {type: redis}"),
                services("web: {type: web}"));

        assertThat(plan.changes()).containsExactly(new Plan.Change.Remove("worker", ServiceType.WORKER),
                new Plan.Change.Keep("db", ServiceType.POSTGRES), new Plan.Change.Keep("cache", ServiceType.REDIS));
    }

    @Test
    void onlyKeptDatastoresAreNothingToDo() {
        var live = services("web: {type: web}", "db: {type: postgres}");

        assertThat(Plan.between(live, services("web: {type: web}")).isEmpty()).isTrue();
        assertThat(Plan.between(live, live).changes()).isEmpty();
    }

    @Test
    void dataIsNeverGivenUpForAnotherTypeOrFormat() {
        var live = services("db: {type: postgres, version: '16'}", "cache: {type: redis, version: '8'}",
                "x: {type: postgres}");
        var wanted = services("db: {type: postgres, version: '17'}", "cache: {type: redis, version: '7'}",
                "x: {type: web}");

        assertThat(Plan.between(live, wanted).refused()).extracting(Plan.Change.Refused::problem).containsExactly(
                "Its data is in the format of PostgreSQL 16, which 17 cannot open.",
                "Redis 7 cannot read what Redis 8 wrote.",
                "x is a postgres with data, and the file wants a web of that name.");
    }

    @Test
    void aProcessMayBecomeAnotherType() {
        var plan = Plan.between(services("a: {type: web}", "b: {type: web}"),
                services("a: {type: worker}", "b: {type: redis}"));

        assertThat(plan.changes()).satisfiesExactly(
                a -> assertThat(((Plan.Change.Update) a).because()).containsExactly(Plan.Restart.TYPE),
                b -> assertThat(b).isInstanceOf(Plan.Change.Remove.class),
                b -> assertThat(b).isInstanceOf(Plan.Change.Create.class));
    }

    @Test
    void readsAsText() {
        var live = services("web: {type: web, env: {NODE_ENV: staging}}", "jobs: {type: worker}",
                "old: {type: cron, schedule: '* * * * *'}",
                "db: {type: postgres, version: '16'}", "cache: {type: redis}");
        var wanted = services("web: {type: web, env: {NODE_ENV: production, TITLE: \"say \\\"hi\\\"\"}}",
                "jobs: {type: worker, scaling: {min_instances: 2}}", "api: {type: web, port: 3000}",
                "db: {type: postgres, version: '17'}");

        assertThat(String.join("\n", PlanText.lines(Plan.between(live, wanted)))).isEqualTo("""
                ~ web    web       changes and restarts: its variables change
                      env.NODE_ENV: staging -> production
                      env.TITLE: (none) -> "say \\"hi\\""
                ~ jobs   worker    changes, without a restart
                      scaling.min_instances: 1 -> 2
                      scaling.max_instances: 1 -> 2
                + api    web       is created
                      port: 3000
                ! db     postgres  Its data is in the format of PostgreSQL 16, which 17 cannot open.
                      Keep version: "16", add a second service with "17" and copy the data over.
                - old    cron      is removed
                = cache  redis     is not in the file and is kept with its data, until it is destroyed by name

                Plan: 1 to create, 2 to change, 1 to remove, 1 kept, 1 refused; 1 restarts.""");
        assertThat(PlanText.lines(Plan.between(live, live))).containsExactly("Plan: nothing changes.");
    }

    @Provide
    Arbitrary<Blueprint> blueprints() {
        return Blueprints.any();
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void equalServicesNeedNothingAndOthersSomething(@ForAll("blueprints") Blueprint one,
            @ForAll("blueprints") Blueprint other) {
        assertThat(Plan.between(one.services(), one.services()).changes()).isEmpty();

        var plan = Plan.between(one.services(), other.services());
        var differing = new LinkedHashMap<>(one.services());
        differing.entrySet().removeAll(other.services().entrySet());
        assertThat(plan.changes()).extracting(Plan.Change::service)
                .containsExactlyInAnyOrderElementsOf(differing.keySet());
        assertThat(plan.changes())
                .noneMatch(change -> change instanceof Plan.Change.Update update && update.fields().isEmpty());
        assertThat(PlanText.lines(plan)).noneMatch(line -> line.contains("\n"));
    }
}
