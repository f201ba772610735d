package io.stackblaze.migration.inspect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Cron;
import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.Previews;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.blueprint.Value;
import io.stackblaze.blueprint.Web;
import io.stackblaze.blueprint.Worker;
import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.inventory.AppReader;
import io.stackblaze.heroku.inventory.Config;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.inventory.Repository;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MappingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static List<Inventory> all(String scenario) throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named(scenario));
                var reader = new HerokuReader(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()),
                        new Token(heroku.token()), _ -> {})) {
            var names = new ArrayList<String>();
            synchronized (heroku.account()) {
                heroku.account().apps().forEach(app -> names.add(app.name()));
            }
            var apps = new ArrayList<Inventory>();
            for (var name : names) {
                apps.add(new AppReader(reader,
                        host -> new NameRecords(host, "", List.of("192.0.2.1"), 86_400, List.of(), ""), false,
                        (_, _, _) -> {}).read(name, Repository.NONE));
            }
            return apps;
        }
    }

    private static Inventory app(String scenario, String name) throws Exception {
        return all(scenario).stream().filter(app -> app.app().name().equals(name)).findFirst().orElseThrow();
    }

    private static Blueprint valid(String text) {
        return switch (BlueprintReader.read(text, "blueprint.yaml")) {
            case Reading.Valid(var blueprint) -> blueprint;
            case Reading.Invalid(var faults) -> throw new AssertionError(faults + "\n" + text);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "messy", "large", "pipeline"})
    void everyBlueprintIsValidAndNothingThatIsWrittenHoldsAValue(String scenario) throws Exception {
        for (var app : all(scenario)) {
            var report = Report.of(app, Wishes.NONE, NOW, 20, 4400);
            valid(report.mapping().blueprint());
            var written = report.mapping().blueprint() + ReportText.markdown(report) + ReportJson.write(report)
                    + String.join("\n", ReportText.terminal(report)) + report;
            app.config().values().forEach((name, value) -> {
                if (report.mapping().variables().secrets().contains(name)
                        || report.mapping().variables().references().containsKey(name)) {
                    assertThat(written).as(name).doesNotContain(value.length() > 5 ? value : "\0");
                }
            });
        }
    }

    @Test
    void aMessyAppBecomesWhatAPersonWouldWrite() throws Exception {
        var mapping = Mapper.map(app("messy", "the-app-with-the-longest-nam3"), Wishes.NONE);
        var blueprint = valid(mapping.blueprint());

        assertThat(blueprint.services().keySet()).containsExactly("web", "clock", "worker-high-priority", "cleanup",
                "report-daily", "tick", "db", "redis");
        assertThat(blueprint.services().get("web")).isInstanceOfSatisfying(Web.class, web -> {
            assertThat(web.start()).isEqualTo("bundle exec puma -C config/puma.rb");
            assertThat(web.preDeploy()).isEqualTo("bundle exec rake db:migrate");
            assertThat(web.scaling().minInstances()).isEqualTo(2);
            assertThat(web.plan()).isEqualTo("basic");
            assertThat(web.domains()).containsExactly("example.com", "www.example.com", "xn--bcher-kva.example.com");
            assertThat(web.env()).containsEntry("DATABASE_URL",
                    new Value.FromService("db", Value.Property.CONNECTION_STRING)).containsKeys("REDIS_URL",
                            "HEROKU_POSTGRESQL_COPPER_URL", "PRIMARY_URL", "HEROKU_POSTGRESQL_TEAL_URL");
            assertThat(web.secretRefs()).contains("PRIVATE_KEY", "URL_WITH_PASSWORD", "DATABASE_URL_COPY",
                    "PAPERTRAIL_API_TOKEN");
        });
        assertThat(blueprint.services().get("worker-high-priority")).isInstanceOfSatisfying(Worker.class,
                worker -> assertThat(worker.scaling().minInstances()).isEqualTo(3));
        assertThat(blueprint.services().get("cleanup")).isInstanceOfSatisfying(Cron.class, cron -> {
            assertThat(cron.schedule()).isEqualTo("30 23 * * *");
            assertThat(cron.timezone().getId()).isEqualTo("UTC");
        });
        assertThat(blueprint.services().get("db")).isInstanceOfSatisfying(Postgres.class, postgres -> {
            assertThat(postgres.version()).isEqualTo("15");
            assertThat(postgres.storageGb()).isEqualTo(20);
        });
        assertThat(mapping.atZero()).containsExactlyInAnyOrder("clock", "worker-high-priority", "cleanup",
                "report-daily",
                "tick");
        assertThat(mapping.counterparts()).filteredOn(each -> !each.decided()).extracting(Counterpart::there)
                .contains("Clock", "kafka-deep-00005 (heroku-kafka:basic-0)", "postgresql-follower-00002",
                        "*.shops.example.com", "http-session-affinity");
    }

    @Test
    void nothingOfAnAppIsDroppedSilently() throws Exception {
        var app = app("messy", "the-app-with-the-longest-nam3");
        var mapping = Mapper.map(app, Wishes.NONE);
        var told = mapping.counterparts().toString();

        app.processes().forEach(each -> assertThat(told).contains("there=" + each.type()));
        app.addons().forEach(each -> assertThat(told).contains(each.name()));
        app.jobs().forEach(each -> assertThat(told).contains(each.command()));
        app.domains().stream().filter(each -> each.custom())
                .forEach(each -> assertThat(told).contains(each.hostname()));
        app.buildpacks().forEach(each -> assertThat(told).contains(each));
        app.features().forEach(each -> assertThat(told).contains(each));
        app.drains().forEach(each -> assertThat(told).contains(each));
        var kinds = mapping.variables();
        app.config().names().forEach(name -> assertThat(kinds.secrets().contains(name) ^ kinds.plain().contains(name)
                ^ kinds.references().containsKey(name) ^ kinds.dropped().containsKey(name)).as(name).isTrue());
    }

    @Test
    void aDatastoreOfAnotherAppStaysWhereItIsAndIsToldSo() throws Exception {
        var mapping = Mapper.map(app("messy", "borrower"), Wishes.NONE);

        assertThat(valid(mapping.blueprint()).services().values()).allMatch(ProcessService.class::isInstance);
        assertThat(mapping.counterparts()).anyMatch(each -> each.note().contains("belongs to the app"));
        assertThat(mapping.variables().secrets()).contains("DATABASE_URL");
    }

    @Test
    void reviewAppsBecomePreviews() throws Exception {
        var mapping = Mapper.map(app("pipeline", "store-production"), Wishes.NONE);

        assertThat(valid(mapping.blueprint()).previews().generation()).isNotEqualTo(Previews.Generation.OFF);
    }

    @Test
    void risksThatApplyAreRankedAndCarryEvidence() throws Exception {
        var risks = Risks.of(app("messy", "the-app-with-the-longest-nam3"));

        assertThat(risks).isSortedAccordingTo(java.util.Comparator.comparingInt(Risk::rank));
        assertThat(risks).extracting(Risk::rank).contains(1, 2, 4, 8, 12, 16, 17, 18, 20, 24);
        assertThat(risks.getFirst().evidence()).contains("worker-high_priority=3", "Jobs of Scheduler: 3");
        assertThat(risks).allSatisfy(risk -> {
            assertThat(risk.evidence()).isNotBlank();
            assertThat(risk.remedy()).isNotBlank();
        });
    }

    @Test
    void aPersonMayOverruleThatSomethingIsSecret() {
        var config = new Config(Map.of("PUBLIC_TOKEN", "pk_0123456789abcdef0123", "API_TOKEN", "abc"));

        assertThat(VariableKinds.of(config, Map.of(), Set.of()).secrets()).contains("API_TOKEN");
        assertThat(VariableKinds.of(config, Map.of(), Set.of("API_TOKEN")).plain()).contains("API_TOKEN");
    }

    @Test
    void whatLooksSensitiveIsASecretAndWhatDoesNotIsPlain() {
        for (var secret : Map.of("SECRET_KEY_BASE", "x", "AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF", "SENTRY_DSN",
                "https://a@b.example/1", "STRIPE", "sk_live_0123456789abcdefgh", "X",
                "f3b0c44298fc1c149afbf4c8996fb924", "MAILGUN_URL", "smtp://u:p@h", "CERT",
                "-----BEGIN CERTIFICATE-----")
                .entrySet()) {
            assertThat(VariableKinds.isSensitive(secret.getKey(), secret.getValue())).as(secret.getKey()).isTrue();
        }
        for (var plain : Map.of("RAILS_ENV", "production", "WEB_CONCURRENCY", "3", "LANG", "en_US.UTF-8", "HOST",
                "https://www.example.com", "RAILS_SERVE_STATIC_FILES", "enabled", "FEATURES", "a,b,c").entrySet()) {
            assertThat(VariableKinds.isSensitive(plain.getKey(), plain.getValue())).as(plain.getKey()).isFalse();
        }
    }

    @Property(tries = 200)
    void anyNameMakesAName(@ForAll String text) {
        var names = new Names();
        for (int i = 0; i < 12; i++) {
            assertThat(names.of(text, "job")).matches("[a-z](?:[a-z0-9-]{0,38}[a-z0-9])").doesNotContain("--");
        }
    }
}
