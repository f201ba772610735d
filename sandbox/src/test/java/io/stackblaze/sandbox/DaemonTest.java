package io.stackblaze.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    @TempDir
    Path folder;
    private Daemon daemon = new Daemon(Path.of(""), Path.of(""), Path.of(""));

    @BeforeEach
    void describe() throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        daemon = new Daemon(data, data.resolve("pid"), folder.resolve("log"));
    }

    @AfterEach
    void end() {
        Occupants.of(daemon.data()).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void isFoundByItsNumberAndItsFolder() throws Exception {
        assertThat(daemon.find()).isEmpty();

        var process = launch("echo $$ > pid; exec sleep 60");

        Awaitility.await().untilAsserted(() -> assertThat(daemon.find()).contains(process));
        Files.writeString(daemon.pidFile(), Long.toString(ProcessHandle.current().pid()));
        assertThat(daemon.find()).isEmpty();
        Files.writeString(daemon.pidFile(), "no number");
        assertThat(daemon.find()).isEmpty();
    }

    @Test
    void leadsASessionOfItsOwn() throws Exception {
        var process = launch("exec sleep 60");

        var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        Awaitility.await()
                .untilAsserted(() -> assertThat(Files.readString(stat).replaceFirst(".*\\) ", "").split(" ")[3])
                        .isEqualTo(Long.toString(process.pid())));
    }

    @Test
    void isEndedByForceWhenSignalsDoNotHelp() throws Exception {
        var process = launch("trap '' TERM INT; echo ready; while :; do sleep 0.02; done");
        Awaitility.await().untilAsserted(() -> assertThat(daemon.logSince(0)).isEqualTo("ready"));

        assertThat(Daemon.endsWithin(process, SHORT)).isFalse();
        assertThat(Daemon.stop(process, List.of("TERM", "INT"), SHORT)).isTrue();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void clearsAwayWhatAKilledOneLeft() throws Exception {
        launch("echo $$ > pid; sleep 60 & echo left; wait");
        Awaitility.await().untilAsserted(() -> assertThat(daemon.logSince(0)).isEqualTo("left"));
        daemon.find().orElseThrow().destroyForcibly();
        Awaitility.await().untilAsserted(() -> assertThat(Occupants.of(daemon.data())).hasSize(1));
        Occupants.of(daemon.data()).getFirst().destroyForcibly();

        daemon.clear();

        assertThat(Occupants.of(daemon.data())).isEmpty();
        assertThat(daemon.pidFile()).doesNotExist();
    }

    @Test
    void tellsTheEndOfItsLogToItsUserAlone() throws Exception {
        launch("echo first");
        Awaitility.await().untilAsserted(() -> assertThat(daemon.logSince(0)).isEqualTo("first"));
        var length = daemon.logLength();

        launch("echo second >&2");

        Awaitility.await().untilAsserted(() -> assertThat(daemon.logSince(length)).isEqualTo("second"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.log()))).isEqualTo("rw-------");
    }

    private ProcessHandle launch(String script) throws Exception {
        return daemon.launch(new ProcessBuilder("/bin/sh", "-c", script).directory(daemon.data().toFile()));
    }
}
