package io.stackblaze.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deployments in a row under some 200 requests a second, a WebSocket and a slow upload: nobody notices. {@code
 * bench/rolling 50} makes more of them.
 */
class RollingE2ETest {
    private static final String WEB = "web.rolling.localhost";
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final int INSTANCES = 2;

    @TempDir
    static Path folder;

    @Test
    void nobodyNoticesADeployment() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int deployments = Integer.getInteger("stackblaze.deployments");
        try (var machine = new Machine(folder)) {
            var app = unpack();
            deploy(machine, app, 1);
            try (var visitors = new Visitors(machine, WEB, 16);
                    var uploads = new SlowUploads(machine, WEB);
                    var talker = new WebSocketVisitor(machine, WEB)) {
                for (int release = 2; release <= deployments + 1; release++) {
                    deploy(machine, app, release);
                }
                assertThat(visitors.leave()).isEmpty();
                assertThat(uploads.leave()).isEmpty();
                var talks = talker.leave();
                assertThat(talker.failures()).isEmpty();
                // An instance that a socket was given to leaves later than that, so every socket has the whole grace.
                assertThat(talks).allSatisfy(talk -> assertThat(Duration.between(talk.begun(), talk.ended()))
                        .isGreaterThanOrEqualTo(GRACE));
                assertThat(talks).hasSizeLessThanOrEqualTo(INSTANCES * deployments);
                assertThat(uploads.done()).isGreaterThanOrEqualTo(deployments);
                assertThat(visitors.saw(Integer.toString(deployments + 1))).isTrue();
                System.out.printf("%d deployments: %d requests, %d uploads, %d sockets that were ended; 0 failed%n",
                        deployments, visitors.served(), uploads.done(), talks.size());
            }
        }
    }

    private static void deploy(Machine machine, Path app, int release) throws IOException {
        var server = app.resolve("server.js");
        Files.writeString(server,
                Files.readString(server).replaceFirst("const release = \\d+", "const release = " + release));
        var up = machine.stackblaze(app, "up");
        assertThat(up.code()).as(up.toString()).isZero();
    }

    private static Path unpack() throws IOException {
        var app = Files.createDirectory(folder.resolve("rolling"));
        for (var name : List.of("blueprint.yaml", "server.js")) {
            try (var in = RollingE2ETest.class.getResourceAsStream("/rolling/" + name)) {
                Files.copy(Objects.requireNonNull(in), app.resolve(name));
            }
        }
        return app;
    }
}
