package io.stackblaze.cli.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.stackblaze.cli.CommandLine;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PlatformTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int api;
    private int http;
    private String build = "one";

    @BeforeEach
    void writeLauncher() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var launcher = folder.resolve("launcher");
        Files.writeString(launcher, "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                + System.getProperty("java.class.path") + "' " + Understudy.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        api = freePort();
        http = freePort();
    }

    @AfterEach
    void stop() {
        stackblaze("platform", "stop");
    }

    @Test
    void theFirstStartMakesThePrivateHomeAndBothProcesses() throws IOException {
        assertThat(stackblaze("platform", "start")).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().folder())))
                .isEqualTo("rwx------");
        assertThat(new Daemon("server", home()).running()).isPresent();
        assertThat(new Daemon("node", home()).running()).isPresent();
        assertThat(new Daemon("server", home()).lastLines(1)).containsExactly("server is on stage");
    }

    @Test
    void aSecondStartFindsThemRunning() throws IOException {
        stackblaze("platform", "start");
        long first = pid("server");

        assertThat(stackblaze("platform", "start")).isZero();

        assertThat(pid("server")).isEqualTo(first);
        assertThat(said()).contains("StackBlaze is running already.");
    }

    @Test
    void aKilledServerIsStartedAgainAndTheNodeIsLeftAlone() throws IOException {
        stackblaze("platform", "start");
        long node = pid("node");
        kill("server");

        assertThat(stackblaze("platform", "start")).isZero();

        assertThat(pid("node")).isEqualTo(node);
        assertThat(new Daemon("server", home()).running()).isPresent();
    }

    @Test
    void stopEndsBoth() throws IOException {
        stackblaze("platform", "start");
        var server = new Daemon("server", home()).running().orElseThrow().process();

        assertThat(stackblaze("platform", "stop")).isZero();

        assertThat(server.isAlive()).isFalse();
        assertThat(new Daemon("node", home()).running()).isEmpty();
    }

    @Test
    void theyOutliveTheSessionOfTheCommandThatStartedThem() throws IOException {
        stackblaze("platform", "start");

        var fields = Files.readString(Path.of("/proc", Long.toString(pid("server")), "stat"));
        var afterName = fields.substring(fields.lastIndexOf(')') + 2).split(" ");

        assertThat(afterName[3]).as("session").isEqualTo(Long.toString(pid("server")));
    }

    @Test
    void aServerThatEndsAtOnceIsToldWithItsLastLines() throws IOException {
        Files.createDirectories(home().folder());
        Files.writeString(home().folder().resolve("stage-fright-server"), "");

        assertThat(stackblaze("platform", "start")).isEqualTo(1);

        assertThat(said()).contains("The server ended as soon as it was started.", "No, not tonight.", "server.log");
    }

    @Test
    void aTakenPortIsToldWithItsHolderAndTheWayOut() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            http = holder.getLocalPort();

            assertThat(stackblaze("platform", "start")).isEqualTo(1);
        }

        assertThat(said()).contains("Port " + http + ", for the apps, is taken by java (process "
                + ProcessHandle.current().pid() + ")", "--http-port PORT", "STACKBLAZE_HTTP_PORT=PORT");
        assertThat(new Daemon("server", home()).running()).as("nothing is started by halves").isEmpty();
    }

    @Test
    void portsAreRememberedForTheNextStart() throws IOException {
        stackblaze("platform", "start", "--api-port", Integer.toString(api), "--http-port", Integer.toString(http));
        stackblaze("platform", "stop");
        int given = api;
        api = 0;
        http = 0;

        assertThat(stackblaze("platform", "start")).isZero();

        assertThat(Files.readString(home().folder().resolve("ports.json"))).contains(Integer.toString(given));
    }

    @Test
    void anOlderBuildThatRunsIsMentioned() {
        stackblaze("platform", "start");
        build = "two";

        stackblaze("platform", "start");

        assertThat(said()).contains("The server runs an older build.", "stackblaze platform restart");
    }

    @Test
    void aNumberThatIsNoPortIsRefused() {
        assertThat(stackblaze("platform", "start", "--api-port", "70000")).isEqualTo(1);

        assertThat(said()).contains("--api-port is 70000, which is no port.");
    }

    @Test
    void aProcessThatGotTheNumberLaterIsNotMistakenForOurs() throws IOException {
        Files.createDirectories(home().folder());
        Files.writeString(home().folder().resolve("server.pid"),
                ProcessHandle.current().pid() + " 2001-01-01T00:00:00Z one\n");

        assertThat(new Daemon("server", home()).running()).isEmpty();
    }

    private int stackblaze(String... words) {
        var out = new PrintStream(output, true, StandardCharsets.UTF_8);
        var screen = new Screen(out, out, new ByteArrayInputStream(new byte[0]), false, false, false, 80, false);
        var ports = api == 0
                ? Map.<String, String>of()
                : Map.of("STACKBLAZE_API_PORT", Integer.toString(api), "STACKBLAZE_HTTP_PORT", Integer.toString(http));
        var variables = new HashMap<>(ports);
        variables.put("STACKBLAZE_HOME", home().folder().toString());
        return new CommandLine(
                new Context(screen, variables, folder, folder.resolve("launcher"), build, Clock.systemUTC()))
                .run(words);
    }

    private Home home() {
        return new Home(folder.resolve("home"));
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private long pid(String name) throws IOException {
        return new Daemon(name, home()).running().orElseThrow().process().pid();
    }

    private void kill(String name) throws IOException {
        var process = new Daemon(name, home()).running().orElseThrow().process();
        process.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
