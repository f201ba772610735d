package io.stackblaze.server.deployment;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.stackblaze.server.Json;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestDatabase;
import io.stackblaze.server.TestSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A real server process is killed before each step of one deployment; the last one ends it right. */
class KillTest {
    private static final int MOST_STEPS = 20;

    @Test
    void aDeploymentSurvivesTheDeathOfItsServerBeforeEveryStep(@TempDir Path home) throws Exception {
        String database = TestDatabase.fresh();
        String operation = "";
        boolean ended = false;
        int deaths = 0;
        for (int run = 0; run < MOST_STEPS && !ended; run++) {
            // Each process does one more step than the one before it had done.
            var process = start(home, database, run == 0 ? 0 : 1);
            try {
                var api = api(home, process);
                if (operation.isEmpty()) {
                    operation = api.deploy("shop", TestSource.SHOP, TestSource.PROCFILE_APP).path("id").asString();
                }
                String path = "/api/v1/operations/" + operation;
                Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                        .until(() -> Files.exists(home.resolve("stopped-before"))
                                || api.get(path).json().has("finished_at"));
                var now = api.get(path).json();
                ended = now.has("finished_at");
                if (ended) {
                    assertThat(now.path("state").asString()).as(now.toString()).isEqualTo("succeeded");
                    assertThat(api.get(TestApi.SHOP).json().path("state").asString()).isEqualTo("live");
                    assertThat(api.get(TestApi.SHOP + "/releases").json().path("items").size()).isEqualTo(1);
                } else {
                    deaths++;
                }
            } finally {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(home.resolve("stopped-before"));
            Files.deleteIfExists(home.resolve("server.json"));
        }
        assertThat(ended).isTrue();
        assertThat(deaths).isEqualTo(9);
    }

    private static Process start(Path home, String database, int steps) throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                KilledServer.class.getName(), home.toString(), database, Integer.toString(steps))
                .redirectErrorStream(true).redirectOutput(new File(home.toFile(), "output")).start();
    }

    private static TestApi api(Path home, Process process) throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(process.isAlive()).as(() -> output(home)).isTrue();
            return Files.exists(home.resolve("server.json"));
        });
        int port = Json.mapper().readTree(Files.readString(home.resolve("server.json"))).path("port").intValue();
        return TestApi.at(port, Files.readString(home.resolve("token")).strip());
    }

    private static String output(Path home) {
        try {
            return Files.readString(home.resolve("output"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
