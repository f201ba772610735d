package io.stackblaze.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.stackblaze.sandbox.Isolation;
import io.stackblaze.sandbox.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The server as a process among others. */
class ConfinedServerTest {
    @RegisterExtension
    final Servers servers = new Servers();

    /** Root alone can take away rights and fill disks of its own; without root there is nothing to try. */
    static Stream<Isolation> root() {
        return Stream.of(Isolation.here()).filter(isolation -> isolation == Isolation.ROOT);
    }

    @Test
    void outlivesTheProcessThatStartedItAndIsFoundAgain() throws Exception {
        var settings = servers.settings("16");
        var server = servers.server(settings);
        var starter = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path", ""), Starter.class.getName(), settings.directory().toString(),
                settings.binaries().toString(), Integer.toString(settings.port())).inheritIO().start();
        try {
            assertThat(starter.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(starter.exitValue()).isEqualTo(9);
        } finally {
            starter.destroyForcibly();
        }

        var process = server.process().orElseThrow();
        server.start();

        assertThat(server.process()).contains(process);
        try (var connection = Servers.connect(settings)) {
            assertThat(Servers.ask(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    /** Starts a server and dies at once, as if killed. */
    static final class Starter {
        private Starter() {}

        static void main(String[] arguments) throws Exception {
            new PostgresServer(new PostgresSettings(Path.of(arguments[0]), Path.of(arguments[1]), "16", "127.0.0.1",
                    Integer.parseInt(arguments[2]), "app", Servers.PASSWORD, "shop", 256, List.of(),
                    java.util.OptionalInt.empty())).start();
            Runtime.getRuntime().halt(9);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("root")
    void runsUnderAUserOfItsOwnAndSeesNoHome(Isolation isolation) throws Exception {
        assertThat(isolation).isEqualTo(Isolation.ROOT);
        var process = servers.started(servers.settings("16")).process().orElseThrow();

        var root = Path.of("/proc", Long.toString(process.pid()), "root");
        assertThat(Files.getAttribute(root.resolveSibling("status"), "unix:uid")).isEqualTo(65_600);
        assertThat(root.resolve("root")).doesNotExist();
        assertThat(root.resolve("home")).doesNotExist();
        assertThat(Files.readString(root.resolveSibling("status"))).contains("CapEff:\t0000000000000000");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("root")
    void runsUnderAnotherUserWhereNothingCanBeIsolated(Isolation isolation) throws Exception {
        assertThat(isolation).isEqualTo(Isolation.ROOT);
        var settings = servers.settings("16");
        open(settings.directory().resolveSibling("."));
        var binaries = Files.createTempDirectory("postgres-binaries");
        open(binaries);
        var server = new PostgresServer(settings, Isolation.NONE, new Binaries(binaries));
        try {
            server.start();

            var process = server.process().orElseThrow();
            assertThat(Files.getAttribute(Path.of("/proc", Long.toString(process.pid()), "status"), "unix:uid"))
                    .isEqualTo(65_534);
        } finally {
            server.destroy();
            Trees.delete(binaries);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("root")
    void tellsThatTheDiskIsFullAndLeavesNoHalfCluster(Isolation isolation) throws Exception {
        assertThat(isolation).isEqualTo(Isolation.ROOT);
        var settings = servers.settings("16");
        Files.createDirectories(settings.directory());
        run("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", settings.directory().toString());
        try {
            var server = new PostgresServer(settings);

            assertThatThrownBy(server::start).isInstanceOf(PostgresException.class)
                    .hasMessageContaining("The disk of " + settings.directory() + " is full");
            assertThat(settings.directory().resolve("data")).doesNotExist();
            assertThat(settings.directory().resolve("data.partial")).doesNotExist();
        } finally {
            run("umount", settings.directory().toString());
        }
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
