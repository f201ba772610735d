package io.stackblaze.server;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.FakeEngine;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.operation.StepExecution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerTest {
    @Test
    void aSecondServerOfTheSameHomeIsToldAboutTheFirst(@TempDir Path home) throws Exception {
        try (var first = TestServer.start(home)) {
            assertThatThrownBy(() -> start(home, 0, first.database())).isInstanceOf(StartException.class)
                    .hasMessageContaining("already running").hasMessageContaining(first.server().url());
            assertThat(first.api().get("/healthz").status()).isEqualTo(200);
        }
        assertThat(home.resolve("server.json")).doesNotExist();
    }

    @Test
    void aTakenPortIsReportedWithItsHolderAndTheWayOut(@TempDir Path home) throws Exception {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(home, holder.getLocalPort(), TestDatabase.fresh()))
                    .isInstanceOf(StartException.class).hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("STACKBLAZE_API_PORT");
        }
    }

    @Test
    void theServerKeepsItsOwnDatabaseAndFindsEverythingAgain(@TempDir Path home) throws Exception {
        for (int run = 0; run < 2; run++) {
            try (var server = start(home, 0, "")) {
                var api = new TestApi(server.port(), Files.readString(home.resolve("token")).strip());
                if (run == 0) {
                    api.patch("/api/v1/projects/kept/environments/production/variables",
                            Map.of("set", List.of(Map.of("name", "A", "value", "b"))));
                }
                assertThat(api.get("/api/v1/projects").json().path("items").path(0).path("name").asString())
                        .isEqualTo("kept");
            }
        }
    }

    @Test
    void theServerIsUpWithoutANode(@TempDir Path home) throws Exception {
        try (var server = TestServer.start(home)) {
            server.engine().reachable(false);
            var checks = server.api().get("/api/v1/doctor").json().path("checks").valueStream()
                    .filter(check -> check.path("name").asString().equals("engine")).findFirst().orElseThrow();
            assertThat(checks.path("ok").booleanValue()).isFalse();
            assertThat(checks.path("remedy").asString()).contains("stackblaze node");
        }
    }

    private static Server start(Path home, int port, String database) throws Exception {
        var arguments = database.isEmpty()
                ? List.of("--home", home.toString(), "--port", "" + port)
                : List.of("--home", home.toString(), "--port", "" + port, "--database-url", database);
        return Server.start(ServerConfig.read(arguments, Map.of()),
                new Server.Outside(new FakeEngine(), Figures.NONE, Clock.systemUTC(), new SecureRandom(),
                        StepExecution.DIRECT));
    }
}
