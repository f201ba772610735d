package io.stackblaze.blueprint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlueprintReaderTest {
    @Test
    void fillsInEveryDefault() {
        var blueprint = Read.valid("""
                name: shop
                services:
                  web: {type: web}
                  worker: {type: worker}
                  totals: {type: cron, schedule: "* * * * *"}
                  db: {type: postgres}
                  cache: {type: redis}
                """);

        assertThat(blueprint.region()).isNull();
        assertThat(blueprint.previews()).isEqualTo(Previews.DEFAULT);
        var whole = new Source.Build(".", null, null, List.of());
        assertThat(blueprint.services().values()).containsExactly(
                new Web("web", "standard", whole, null, null, Duration.ofSeconds(30), Map.of(), List.of(), true, 8080,
                        Healthcheck.DEFAULT, Scaling.DEFAULT, List.of()),
                new Worker("worker", "standard", whole, null, null, Duration.ofSeconds(30), Map.of(), List.of(), true,
                        Scaling.DEFAULT),
                new Cron("totals", "standard", whole, null, Duration.ofSeconds(30), Map.of(), List.of(), true,
                        "* * * * *", ZoneId.of("UTC"), Cron.Concurrency.FORBID, Duration.ofHours(1)),
                new Postgres("db", "standard", "18", 10, List.of(), Backup.DEFAULT),
                new Redis("cache", "standard", "7", "noeviction", Redis.Persistence.AOF, Backup.DEFAULT));
    }

    @Test
    void readsEveryKeyOfAWebService() {
        var web = (Web) Read
                .valid("""
                        name: shop
                        secrets: [API_KEY]
                        services:
                          web:
                            type: web
                            plan: basic
                            build: {context: ./api/, command: npm run build, buildpacks: [./packs/x, "https://github.com/a/b.git#v2"]}
                            start: node server.js
                            pre_deploy: node migrate.js
                            stop_grace_seconds: 60
                            port: 3000
                            preview: false
                            healthcheck: {path: "/healthz?deep=1", interval_seconds: 5, timeout_seconds: 2, grace_seconds: 90, unhealthy_after: 5}
                            scaling: {min_instances: 2, max_instances: 8, target_cpu_percent: 50}
                            domains: [www.example.com]
                            env:
                              NODE_ENV: production
                              RATIO: 1.10
                              DATABASE_URL: {from_service: db, property: connection_string}
                            secret_refs: [API_KEY]
                          db: {type: postgres, version: "16", storage_gb: 20, extensions: [hstore], backup: {window_days: 14, at: "04:15"}}
                        """)
                .services().get("web");

        assertThat(web).isEqualTo(new Web("web", "basic",
                new Source.Build("api", null, "npm run build", List.of("packs/x", "https://github.com/a/b.git#v2")),
                "node server.js", "node migrate.js", Duration.ofSeconds(60),
                Map.of("NODE_ENV", new Value.Plain("production"), "RATIO", new Value.Plain("1.10"), "DATABASE_URL",
                        new Value.FromService("db", Value.Property.CONNECTION_STRING)),
                List.of("API_KEY"), false, 3000,
                new Healthcheck("/healthz?deep=1", Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(90),
                        5),
                new Scaling(2, 8, 50), List.of("www.example.com")));
    }

    @Test
    void keepsTheOrderOfTheFile() {
        var blueprint = Read.valid("""
                name: shop
                services:
                  zebra: {type: web, env: {Z: "1", A: "2", M: "3"}}
                  ape: {type: worker}
                """);

        assertThat(blueprint.services().keySet()).containsExactly("zebra", "ape");
        assertThat(blueprint.services()).hasEntrySatisfying("zebra",
                zebra -> assertThat(((Web) zebra).env().keySet()).containsExactly("Z", "A", "M"));
    }

    @Test
    void readsBackupAndDatastoreKeys() {
        var services = Read.valid("""
                name: shop
                services:
                  db: {type: postgres, version: "16", backup: {window_days: 30, at: 23:59}}
                  cache: {type: redis, version: "8", eviction: allkeys-lru, persistence: none}
                """).services();

        assertThat(services).containsEntry("db",
                new Postgres("db", "standard", "16", 10, List.of(), new Backup(30, LocalTime.of(23, 59))));
        assertThat(services).containsEntry("cache",
                new Redis("cache", "standard", "8", "allkeys-lru", Redis.Persistence.NONE, Backup.DEFAULT));
    }

    @Test
    void anImageTakesThePlaceOfABuild() {
        var web = Read.service(Web.class, "web", Read.web("image: ghcr.io/acme/shop:1.4"));

        assertThat(web.source()).isEqualTo(new Source.Image("ghcr.io/acme/shop:1.4"));
    }

    @Test
    void webServicesMayReferToEachOther() {
        Read.valid("""
                name: shop
                services:
                  web: {type: web, env: {API_URL: {from_service: api, property: url}}}
                  api: {type: web, env: {WEB_URL: {from_service: web, property: url}}}
                """);
    }

    @Test
    void aFewAliasesAreFine() {
        var two = Read.service(Worker.class, "two", """
                name: shop
                services:
                  one: {type: web, env: &common {LOG_LEVEL: info}}
                  two: {type: worker, env: *common}
                """);

        assertThat(two.env()).isEqualTo(Map.of("LOG_LEVEL", new Value.Plain("info")));
    }

    @Test
    void allFaultsAreFoundAtOnceInTheOrderOfTheFile() {
        var faults = Read.faults("""
                name: Shop
                services:
                  web:
                    type: web
                    port: 80000
                    strat: node server.js
                  db:
                    type: postgres
                    version: 16
                """);

        assertThat(faults).extracting(Fault::toString).containsExactly(
                "blueprint.yaml:1:7: name: \"Shop\" cannot be the name of a project. Use 2 to 40 small letters, digits"
                        + " and single hyphens, beginning with a letter and not ending with a hyphen.",
                "blueprint.yaml:5:11: services.web.port: 80000 is out of range. Give a whole number from 1 to 65535.",
                "blueprint.yaml:6:5: services.web.strat: The key is not known here. Did you mean \"start\"? A web has: type,"
                        + " plan, build, image, start, stop_grace_seconds, env, secret_refs, preview, pre_deploy, port,"
                        + " healthcheck, scaling, domains.",
                "blueprint.yaml:9:14: services.db.version: The version is a number, and text is wanted. Write it in"
                        + " quotes: version: \"16\".");
    }

    @Test
    void moreFaultsThanAnybodyReadsAreCounted() {
        var text = new StringBuilder("name: shop\nservices: {web: {type: web}}\n");
        for (int i = 0; i < 1000; i++) {
            text.append("wrong").append(i).append(": 1\n");
        }

        assertThat(Read.faults(text.toString())).hasSize(201).last().extracting(Fault::problem)
                .isEqualTo("At least 200 more faults follow.");
    }

    @Test
    void readsBytesAndRefusesWhatIsNotUtf8() {
        var valid = BlueprintReader.read("name: shop\nservices: {web: {type: web}}".getBytes(StandardCharsets.UTF_8),
                "b");
        var binary = BlueprintReader.read(new byte[]{(byte) 0xff, 0, 1}, "b");

        assertThat(valid).isInstanceOf(Reading.Valid.class);
        assertThat(binary).isInstanceOfSatisfying(Reading.Invalid.class,
                invalid -> assertThat(invalid.faults()).extracting(Fault::problem)
                        .containsExactly("The file is not UTF-8 text."));
    }
}
