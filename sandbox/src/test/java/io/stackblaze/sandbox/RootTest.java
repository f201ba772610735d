package io.stackblaze.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What only root can promise; without root there is nothing to try. */
class RootTest {
    private static final String ROOT = "io.stackblaze.sandbox.Stage#root";
    /** Puts a mount where it says, in a mount namespace of its own, and goes on with the rest. */
    private static final String MOUNTED = "mount $3 \"$1\" \"$2\" && shift 3 && exec \"$@\"";

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void hidesTheProcessesOfOthers(Isolation isolation) throws Exception {
        var own = Stage.run(Stage.sandbox(isolation), "sh", "-c", "ls -d /proc/$$ /proc/$1 /proc/1", "sh",
                Long.toString(ProcessHandle.current().pid()));

        assertThat(own.out().lines()).hasSize(1);
        assertThat(own.err().lines()).hasSize(2);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void keepsMountsBelowAReadOnlyOneReadOnly(Isolation isolation) throws Exception {
        var source = Stage.folder("source");
        var below = Files.createDirectory(source.resolve("be low"));
        var sandbox = Stage.sandbox(isolation, new Mount.ReadOnly(source, "/app"));

        var run = Stage.run(with("tmpfs", below, "-t tmpfs", sandbox.wrap(
                List.of("sh", "-c", "grep -c ' /app/be' /proc/mounts; touch '/app/be low/x' || echo refused"))));

        assertThat(run.out()).isEqualTo("1\nrefused\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void replacesALinkedResolvConf(Isolation isolation) throws Exception {
        var etc = Stage.folder("etc");
        Files.createSymbolicLink(etc.resolve("resolv.conf"), Path.of("../run/resolver/made/stub.conf"));
        var names = Files.writeString(Stage.folder("names").resolve("resolv"), "nameserver 127.9.9.9\n");
        var sandbox = Stage.sandbox(isolation, new Mount.ReadOnly(names, "/etc/resolv.conf"));

        var run = Stage.run(with(etc.toString(), Path.of("/etc"), "--bind", sandbox.wrap(
                List.of("sh", "-c", "cat /etc/resolv.conf; readlink /etc/resolv.conf"))));

        assertThat(run.out()).isEqualTo("nameserver 127.9.9.9\n../run/resolver/made/stub.conf\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void showsTheMachinesOwnResolvConfBehindALink(Isolation isolation) throws Exception {
        var etc = Stage.folder("etc");
        var real = Files.writeString(Stage.folder("real").resolve("stub.conf"), "nameserver 127.8.8.8\n");
        Files.createSymbolicLink(etc.resolve("resolv.conf"), real);

        var run = Stage.run(with(etc.toString(), Path.of("/etc"), "--bind",
                Stage.sandbox(isolation).wrap(List.of("cat", "/etc/resolv.conf"))));

        assertThat(run.out()).isEqualTo("nameserver 127.8.8.8\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void entersItsNetwork(Isolation isolation) throws Exception {
        var network = "sandbox-test-" + ProcessHandle.current().pid();
        assertThat(Stage.run(new ProcessBuilder("ip", "netns", "add", network)).code()).isZero();
        try {
            var run = Stage.run(new Sandbox(isolation, List.of(), "/", OptionalInt.of(Stage.USER), network, List.of()),
                    "cat", "/proc/net/dev");

            assertThat(run.out().lines().skip(2).map(line -> line.strip().split(":")[0])).contains("lo")
                    .doesNotContain("eth0");
        } finally {
            assertThat(Stage.run(new ProcessBuilder("ip", "netns", "delete", network)).code()).isZero();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void joinsItsControlGroupsFirst(Isolation isolation) throws Exception {
        var hierarchy = Files.exists(Path.of("/sys/fs/cgroup/cgroup.procs"))
                ? Path.of("/sys/fs/cgroup")
                : Path.of("/sys/fs/cgroup/pids");
        var group = Files.createDirectory(hierarchy.resolve("sandbox-test-" + ProcessHandle.current().pid()));
        try {
            var run = Stage.run(
                    new Sandbox(isolation, List.of(), "/", OptionalInt.of(Stage.USER), null, List.of(group)),
                    "cat", "/proc/self/cgroup");

            assertThat(run.out()).contains(":/" + group.getFileName() + "\n");
        } finally {
            Files.delete(group);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void evenWhoStaysRootHasNothingOfIt(Isolation isolation) throws Exception {
        var run = Stage.run(new Sandbox(isolation, List.of(), "/", OptionalInt.empty(), null, List.of()), "sh", "-c",
                "id -u; grep CapEff /proc/self/status; touch /etc/x; echo 60 > /proc/sys/vm/swappiness");

        assertThat(run.out()).isEqualTo("0\nCapEff:\t0000000000000000\n");
        assertThat(run.err()).contains("touch: cannot touch '/etc/x'")
                .contains("cannot create /proc/sys/vm/swappiness");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ROOT)
    void withoutAnyIsolationThereIsStillAnotherUser(Isolation isolation) throws Exception {
        assertThat(isolation).isEqualTo(Isolation.ROOT);
        var sandbox = new Sandbox(Isolation.NONE, List.of(), "/", OptionalInt.of(Stage.USER), null, List.of());

        var run = Stage.run(sandbox.process(List.of("sh", "-c", "id -u; pwd; echo $A; grep CapBnd /proc/self/status"),
                Map.of("A", "b", "LD_PRELOAD", "/no/such.so")));

        assertThat(run.out()).isEqualTo(Stage.USER + "\n/\nb\nCapBnd:\t0000000000000000\n");
    }

    private static ProcessBuilder with(String source, Path point, String options, List<String> command) {
        var words = new ArrayList<>(List.of("/usr/bin/unshare", "--mount", "--propagation", "private", "--", "/bin/sh",
                "-c", MOUNTED, "sh", source, point.toString(), options));
        words.addAll(command);
        return new ProcessBuilder(words);
    }
}
