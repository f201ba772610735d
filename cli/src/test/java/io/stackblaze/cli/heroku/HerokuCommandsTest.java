package io.stackblaze.cli.heroku;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.stackblaze.cli.CommandLine;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HerokuCommandsTest {
    @TempDir
    Path folder;

    private record Typed(int code, String out, String err) {}

    private Typed type(HerokuEmulator heroku, Map<String, String> more, String... words) {
        var variables = new HashMap<>(Map.of("HEROKU_HOST", heroku.apiUri().toString(), "HEROKU_API_KEY",
                heroku.token(Scope.READ_PROTECTED)));
        variables.putAll(more);
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), new ByteArrayInputStream(new byte[0]), false, false,
                false, 100, false);
        int code = new CommandLine(
                new Context(screen, variables, folder, Path.of("/no/launcher"), "test", Clock.systemUTC())).run(words);
        return new Typed(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Typed inspect(HerokuEmulator heroku, String... words) {
        var all = new ArrayList<>(List.of("heroku", "inspect", "--no-dns", "--no-databases"));
        all.addAll(List.of(words));
        return type(heroku, Map.of(), all.toArray(String[]::new));
    }

    @Test
    void inspectTellsAndWritesWhatAnAppBecomes() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small"))) {
            var typed = inspect(heroku, "small-shop", "--out", "report");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(typed.out()).contains("small-shop on Heroku", "process web -> web",
                    "Both sides run workers or jobs",
                    "questions were asked");
            assertThat(Files.readString(folder.resolve("report/blueprint.yaml"))).contains("name: small-shop",
                    "schedule: \"*/10 * * * *\"");
            assertThat(Files.readString(folder.resolve("report/report.md"))).startsWith("# small-shop on Heroku");
            assertThat(type(heroku, Map.of(), "blueprint", "validate", "report").code()).isZero();
            assertThat(heroku.calls()).noneMatch(Call::isMutating);
            assertThat(Files.readString(folder.resolve("report/report.json"))).doesNotContain("b1946ac92492");
        }
    }

    @Test
    void inspectOfAPipelineTellsAllItsApps() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("pipeline"))) {
            var typed = inspect(heroku, "--pipeline", "store", "--json");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(Json.read(typed.out()).values()).extracting(each -> each.path("app").path("name").asString())
                    .contains("store-production", "store-staging");
        }
    }

    @ParameterizedTest
    @CsvSource({"no-such-app,,1,heroku apps --all", "small-shop,HRKU-wrong,2,heroku auth:token"})
    void whatCannotBeReadIsToldWithWhatToDo(String app, @org.jspecify.annotations.Nullable String token, int code,
            String remedy) throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small"))) {
            var typed = type(heroku, token == null ? Map.of() : Map.of("HEROKU_API_KEY", token), "heroku", "inspect",
                    app);

            assertThat(typed.code()).isEqualTo(code);
            assertThat(typed.err()).contains(remedy).doesNotContain("at io.stackblaze");
        }
    }

    @Test
    void aLargeAppIsReadByFewCallsOfWhichManyRunAtOnce() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("large"))) {
            heroku.faults().latency(Duration.ofMillis(100));
            var typed = inspect(heroku, "acme-shop", "--json");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(Json.read(typed.out()).path("calls").asInt()).isEqualTo(heroku.calls().size()).isLessThan(40);
            var began = heroku.calls().stream().map(Call::at).sorted().toList();
            var together = IntStream.range(1, began.size())
                    .filter(i -> Duration.between(began.get(i - 1), began.get(i)).toMillis() < 50).count();
            assertThat(together).isGreaterThan(began.size() / 2);
        }
    }

    private Typed bring(HerokuEmulator heroku, KeepingServer server, String app, String... words) {
        var all = new ArrayList<>(List.of("heroku", "import", app, "--project", "shop", "--no-dns",
                "--no-databases"));
        all.addAll(List.of(words));
        return type(heroku, Map.of("STACKBLAZE_URL", server.url(), "STACKBLAZE_TOKEN", "token"),
                all.toArray(String[]::new));
    }

    @Test
    void importBringsEachValueAsItIsAndKeepsWorkersAtZero() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("messy")); var server = new KeepingServer()) {
            Files.createDirectory(folder.resolve("code"));
            var typed = bring(heroku, server, "the-app-with-the-longest-nam3", "--repo", "code", "--yes");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(typed.err()).contains("All 22 values are byte for byte those of Heroku");
            var kept = new HashMap<String, String>();
            server.variables.forEach((name, each) -> kept.put(name, Json.text(each, "value")));
            synchronized (heroku.account()) {
                var there = heroku.account().app("the-app-with-the-longest-nam3").config();
                assertThat(there).containsAllEntriesOf(kept);
            }
            assertThat(server.variables.getOrDefault("PRIVATE_KEY", Json.object()).path("secret").asBoolean()).isTrue();
            assertThat(server.deployments).hasSize(1);
            assertThat(server.deployments.getFirst().path("scale").toString())
                    .contains("\"worker-high-priority\":0", "\"clock\":0", "\"cleanup\":0").doesNotContain("web");
            assertThat(heroku.calls()).noneMatch(Call::isMutating);
            var written = Files.readString(folder.resolve("code/blueprint.yaml"));
            kept.forEach((name, value) -> {
                if (value.length() > 5) {
                    assertThat(typed.out() + typed.err() + written).as(name).doesNotContain(value);
                }
            });

            var again = bring(heroku, server, "the-app-with-the-longest-nam3", "--repo", "code", "--yes");
            assertThat(again.out()).contains("Nothing to do");
            assertThat(server.deployments).hasSize(1);
        }
    }

    @Test
    void importSetsOnlyWhatChanged() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            Files.createDirectory(folder.resolve("code"));
            bring(heroku, server, "small-shop", "--repo", "code", "--yes");

            var typed = bring(heroku, server, "small-shop", "--repo", "code", "--yes", "--plain", "SECRET_KEY_BASE");

            assertThat(typed.err()).contains("2 are there already");
        }
    }

    @Test
    void importAsksAndChangesNothingWithoutAYes() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            var typed = bring(heroku, server, "small-shop", "--repo", ".");

            assertThat(typed.code()).isEqualTo(1);
            assertThat(typed.err()).contains("Nothing was changed.");
            assertThat(server.variables).isEmpty();
            assertThat(server.deployments).isEmpty();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void theCodeMayBeAGitRepositoryElsewhere() throws Exception {
        var there = Files.createDirectory(folder.resolve("there"));
        Files.writeString(there.resolve("Procfile"), "web: node web.js\n");
        for (var words : List.of(List.of("init", "--quiet"), List.of("add", "."),
                List.of("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "Begin"))) {
            var command = new ArrayList<>(List.of("git", "-C", there.toString()));
            command.addAll(words);
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        }
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            var typed = bring(heroku, server, "small-shop", "--repo", there.toUri().toString(), "--yes");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(folder.resolve("small-shop/Procfile")).exists();
            assertThat(folder.resolve("small-shop/blueprint.yaml")).exists();

            var failed = bring(heroku, server, "nowhere", "--repo", "file:///no/such/repository", "--yes");
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err()).contains("The code cannot be cloned.", "does not", "--repo DIR");
        }
    }

    @Test
    void aValueThatArrivesOtherwiseIsTold() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            server.forgetful = true;

            var typed = bring(heroku, server, "small-shop", "--repo", ".", "--yes");

            assertThat(typed.code()).isEqualTo(1);
            assertThat(typed.err()).contains("did not arrive as they are on Heroku", "SECRET_KEY_BASE");
        }
    }

    @Test
    void withoutARepositoryTheSlugItselfIsBrought() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            var typed = bring(heroku, server, "small-shop", "--yes");

            assertThat(typed.code()).as(typed.err()).isZero();
            assertThat(folder.resolve("small-shop/heroku-slug/slug.tgz")).exists();
            assertThat(folder.resolve("small-shop/heroku-slug/bin/compile")).isExecutable();
            assertThat(Files.readString(folder.resolve("small-shop/blueprint.yaml"))).contains("heroku-slug");
        }
    }

    @Test
    void importNeedsToSeeTheConfigVars() throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small")); var server = new KeepingServer()) {
            var typed = type(heroku, Map.of("HEROKU_API_KEY", heroku.token(Scope.READ), "STACKBLAZE_URL", server.url(),
                    "STACKBLAZE_TOKEN", "token"), "heroku", "import", "small-shop", "--project", "shop", "--no-dns",
                    "--no-databases", "--repo", ".", "--yes");

            assertThat(typed.code()).isEqualTo(2);
            assertThat(typed.err()).contains("read-protected");
        }
    }
}
