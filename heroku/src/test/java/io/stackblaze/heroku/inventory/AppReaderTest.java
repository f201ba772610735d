package io.stackblaze.heroku.inventory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.dns.Names;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Fault;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AppReaderTest {
    private static final Names NAMES = host -> new NameRecords(host, "somewhere.herokudns.com", List.of("192.0.2.1"),
            300,
            List.of(), "");
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    private HerokuReader reader(HerokuEmulator heroku, String token) {
        return new HerokuReader(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()), new Token(token),
                pauses::add);
    }

    private Inventory read(HerokuEmulator heroku, String app) throws Exception {
        return read(heroku, app, heroku.token(Scope.READ_PROTECTED));
    }

    private Inventory read(HerokuEmulator heroku, String app, String token) throws Exception {
        try (var reader = reader(heroku, token)) {
            return new AppReader(reader, NAMES, false, (_, _, _) -> {}).read(app, Repository.NONE);
        }
    }

    private static List<String> seen(Inventory inventory) {
        return inventory.findings().stream().filter(finding -> !finding.what().equals("the code"))
                .map(finding -> finding.what() + ": " + finding.why()).toList();
    }

    @Test
    void anAppIsReadAsItIs() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("messy"))) {
            var app = read(heroku, "the-app-with-the-longest-nam3");

            assertThat(seen(app)).isEmpty();
            var expected = new HashMap<String, String>();
            synchronized (heroku.account()) {
                expected.putAll(heroku.account().app("the-app-with-the-longest-nam3").config());
            }
            assertThat(app.config().values()).isEqualTo(expected);
            assertThat(app.processes()).extracting(ProcessType::type).contains("web", "worker-high_priority", "Clock",
                    "release", "console", "rake");
            assertThat(app.processes()).filteredOn(type -> type.type().equals("worker-high_priority")).singleElement()
                    .returns(3, ProcessType::quantity).returns("Performance-M", ProcessType::size);
            assertThat(app.datastores()).extracting(store -> store.addon().name()).containsExactlyInAnyOrder(
                    "postgresql-shared-00001", "postgresql-follower-00002", "redis-cylindrical-00003");
            assertThat(app.datastores().getFirst().variables()).first().isEqualTo("DATABASE_URL");
            assertThat(app.datastores().getFirst().variables()).contains("HEROKU_POSTGRESQL_COPPER_URL", "PRIMARY_URL");
            assertThat(app.datastores().getFirst().addon().otherApps()).containsExactly("borrower");
            assertThat(app.jobs()).extracting(Job::cron).containsExactlyInAnyOrder("30 23 * * *", "30 * * * *",
                    "*/10 * * * *");
            assertThat(app.buildpacks()).hasSize(3);
            assertThat(app.domains()).filteredOn(Domain::custom).hasSize(4);
            assertThat(app.dns()).hasSize(4);
            assertThat(app.features()).contains("preboot");
            assertThat(app.slug()).isNotNull();
            assertThat(app.config().toString()).doesNotContain("hi").contains("QUOTES");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "messy", "large", "pipeline"})
    void nothingIsChangedInAnyScenarioNotEvenAmongFailures(String scenario) throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named(scenario))) {
            var names = new ArrayList<String>();
            synchronized (heroku.account()) {
                heroku.account().apps().forEach(app -> names.add(app.name()));
            }
            heroku.faults().next(6, new Fault.TooManyRequests());
            heroku.faults().next(5, new Fault.ServerError(503), call -> call.contains("formation"));
            heroku.faults().next(3, new Fault.CutShort(), call -> call.contains("addons"));
            heroku.faults().next(3, new Fault.Cut(), call -> call.contains("domains"));
            heroku.faults().next(1, new Fault.Forbidden(), call -> call.contains("collaborators"));
            for (var name : names) {
                read(heroku, name);
            }

            assertThat(heroku.calls()).isNotEmpty().noneMatch(Call::isMutating).allMatch(
                    call -> call.method().equals("GET"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "archived-app", "asleep", "never-built", "on-fir", "in-a-space", "advanced-app",
            "unfinished", "borrower"})
    void oddAppsAreReadToTheEnd(String name) throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("messy"))) {
            var app = read(heroku, name);

            assertThat(app.app().name()).isEqualTo(name);
            if (name.equals("unfinished")) {
                assertThat(seen(app)).singleElement().asString().startsWith("postgresql-new-00008: ");
            } else {
                assertThat(seen(app)).isEmpty();
            }
            switch (name) {
                case "on-fir" -> assertThat(app.app().generation()).isEqualTo("fir");
                case "in-a-space" -> assertThat(app.app().space()).isEqualTo("acme-private");
                case "archived-app" -> assertThat(app.app().archived()).isTrue();
                case "asleep" -> assertThat(app.processes()).allMatch(type -> type.quantity() == 0);
                case "never-built" -> assertThat(app.slug()).isNull();
                case "borrower" -> assertThat(app.addons()).isNotEmpty().noneMatch(Addon::own);
                case "advanced-app" -> assertThat(app.datastores().getFirst().addon().isAdvanced()).isTrue();
                default -> assertThat(app.app().id()).isNotEmpty();
            }
        }
    }

    @Test
    void aRenameInTheMiddleChangesNothing() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("messy"))) {
            heroku.faults().before(call -> call.endsWith("/config-vars"), () -> heroku.rename("asleep", "awake"));

            assertThat(seen(read(heroku, "asleep"))).isEmpty();
        }
    }

    @Test
    void aWrongTokenEndsAllWithWhatToDo() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var reader = reader(heroku, "HRKU-wrong")) {
            var e = catchThrowableOfType(HerokuException.class,
                    () -> new AppReader(reader, NAMES, false, (_, _, _) -> {}).read("x", Repository.NONE));

            assertThat(e.code()).isEqualTo(HerokuException.Code.UNAUTHORIZED);
            assertThat(e.remedy()).contains("heroku auth:token");
        }
    }

    @Test
    void aTokenThatMayNotReadConfigVarsLeavesAFinding() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("messy"))) {
            var app = read(heroku, "the-app-with-the-longest-nam3", heroku.token(Scope.READ));

            assertThat(seen(app)).anyMatch(finding -> finding.startsWith("config vars: The token may not read"));
            assertThat(app.config().values()).isEmpty();
            assertThat(app.processes()).isNotEmpty();
        }
    }

    @Test
    void anAppOfThatNameThatIsNotThereIsTold() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small"));
                var reader = reader(heroku, heroku.token())) {
            var e = catchThrowableOfType(HerokuException.class,
                    () -> new AppReader(reader, NAMES, false, (_, _, _) -> {}).read("no-such-app", Repository.NONE));

            assertThat(e.code()).isEqualTo(HerokuException.Code.NOT_FOUND);
            assertThat(e.message()).contains("(request ");
        }
    }

    @Test
    void aPipelineNamesItsApps() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("pipeline"));
                var reader = reader(heroku, heroku.token())) {
            var names = new ArrayList<String>();
            synchronized (heroku.account()) {
                heroku.account().pipelines().forEach(pipeline -> names.add(pipeline.described().name()));
            }
            Map<String, String> apps = new AppReader(reader, NAMES, false, (_, _, _) -> {}).pipeline(names.getFirst());

            assertThat(apps.values()).contains("staging", "production");
            var production = apps.entrySet().stream().filter(each -> each.getValue().equals("production")).findFirst()
                    .orElseThrow();
            var place = read(heroku, production.getKey()).pipeline();
            assertThat(place).isNotNull();
            assertThat(place.stage()).isEqualTo("production");
            assertThat(place.review()).isNotNull();
        }
    }
}
