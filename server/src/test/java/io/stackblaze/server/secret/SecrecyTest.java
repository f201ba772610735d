package io.stackblaze.server.secret;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.FakeEngine;
import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.stackblaze.server.TestApi.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

/** Secrets are set, used, printed by mistake, and looked for everywhere. */
class SecrecyTest {
    private static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");
    private static final String CANARY = "canary-4f9a1c77e2";

    @Test
    void aSecretIsNowhereButWhereItIsNeeded(@TempDir Path home) throws Exception {
        var seen = new ArrayList<String>();
        var logged = capture();
        try (var server = TestServer.start(home)) {
            var api = server.api();
            seen.add(api.patch(SHOP + "/variables", Map.of("set",
                    List.of(Map.of("name", "STRIPE_KEY", "value", CANARY, "secret", true)))).text());
            server.engine().runWith(oneOff -> new FakeEngine.Result(0,
                    List.of("migrating with " + oneOff.workload().env().get("STRIPE_KEY"))));
            var done = api.finished(api.deploy("shop", TestSource.FULL_SHOP, TestSource.PROCFILE_APP));
            assertThat(done.path("state").asString()).isEqualTo("succeeded");
            var web = (ProcessSpec) server.engine().wanted(PRODUCTION).orElseThrow().service("web").orElseThrow();
            String databaseUrl = web.workload().env().getOrDefault("DATABASE_URL", "");
            assertThat(web.workload().env()).containsEntry("STRIPE_KEY", CANARY);
            assertThat(databaseUrl).matches("postgres://app:[A-Za-z0-9]{32}@db\\.internal:5432/app");
            String password = databaseUrl.substring("postgres://app:".length(), databaseUrl.indexOf('@'));

            server.engine().write(PRODUCTION,
                    new LogLine(Instant.now(), "web", "web.1", "key " + CANARY + " at " + databaseUrl));
            seen.add(done.toString());
            for (String path : List.of(SHOP, SHOP + "/variables", SHOP + "/releases", "/api/v1/operations")) {
                seen.add(api.get(path).text());
            }
            seen.add(api.events("GET", SHOP + "/logs", "", "end").toString());
            seen.add(api.events("POST", SHOP + "/run", Map.of("command", List.of("env")), "exit").toString());
            seen.add(api.events("GET", "/api/v1/operations/" + done.path("id").asString() + "/events", "", "end")
                    .toString());
            server.engine().failWhen(_ -> true);
            server.engine().runWith(_ -> new FakeEngine.Result(1, List.of(CANARY)));
            seen.add(api.finished(api.deploy("shop", TestSource.FULL_SHOP.replace("from the file", "other"),
                    TestSource.PROCFILE_APP)).toString());
            seen.add(TestDatabase.dump(server.database()));
            seen.addAll(logged);
            for (Path file : server.files()) {
                seen.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            assertThat(seen.stream().filter(text -> text.contains("[secret]"))).hasSizeGreaterThanOrEqualTo(4);
            assertThat(seen).noneMatch(text -> text.contains(CANARY)).noneMatch(text -> text.contains(password))
                    .noneMatch(text -> text.contains(hex(CANARY)));
        }
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> capture() {
        var lines = java.util.Collections.synchronizedList(new ArrayList<String>());
        Logger.getLogger("").addHandler(new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(entry.getMessage() + entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return lines;
    }
}
