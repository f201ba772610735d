package io.stackblaze.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command can see and do, in each isolation that this machine permits. */
class SandboxTest {
    private static final String ISOLATIONS = "io.stackblaze.sandbox.Stage#isolations";

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void seesProgramsAndMountsAndNothingElse(Isolation isolation) throws Exception {
        var source = Stage.folder("data");
        Files.writeString(source.resolve("note"), "hello");

        var run = Stage.run(Stage.sandbox(isolation, new Mount.ReadOnly(source, "/srv/data")), "ls", "/");

        assertThat(run.out().lines()).contains("usr", "etc", "proc", "dev", "tmp", "srv").isSubsetOf("bin", "dev",
                "etc",
                "lib", "lib32", "lib64", "libx32", "opt", "proc", "run", "sbin", "srv", "sys", "tmp", "usr", "var");
        assertThat(Stage.run(Stage.sandbox(isolation, new Mount.ReadOnly(source, "/srv/data")), "cat", "/srv/data/note")
                .out()).isEqualTo("hello");
        assertThat(Stage.run(Stage.sandbox(isolation), "ls", "/tmp", "/run", "/sys", "/dev/shm").out())
                .isEqualTo("/dev/shm:\n\n/run:\n\n/sys:\n\n/tmp:\n");
        assertThat(Stage.run(Stage.sandbox(isolation), "ls", source.toString()).code()).isEqualTo(2);
        assertThat(Stage.run(Stage.sandbox(isolation), "ls", "/dev").out().lines()).containsExactly("fd", "full",
                "null",
                "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void writesOnlyWhereItMay(Isolation isolation) throws Exception {
        var fixed = Stage.folder("fixed");
        Files.createDirectory(fixed.resolve("data"));
        var open = Stage.folder("open");
        var sandbox = Stage.sandbox(isolation, new Mount.ReadOnly(fixed, "/app"), new Mount.Writable(open, "/app/data"),
                new Mount.Scratch("/scratch", 1));

        var run = Stage.run(sandbox, "sh", "-c", """
                for folder in / /usr /usr/bin /etc /opt /app /dev /proc/sys/vm /sys /run /var; do
                    if touch "$folder/made" 2>/dev/null; then echo "$folder"; fi
                done
                for folder in /tmp /dev/shm /app/data /scratch; do touch "$folder/made" && echo "$folder"; done
                head -c 3000000 /dev/zero > /scratch/full || echo bounded""");

        assertThat(run.out().lines()).containsExactly("/tmp", "/dev/shm", "/app/data", "/scratch", "bounded");
        assertThat(open.resolve("made")).exists();
        assertThat(fixed.resolve("data")).isEmptyDirectory();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void keepsTheOriginalOfAnOverlay(Isolation isolation) throws Exception {
        var lower = Stage.folder("low,er:1");
        Files.writeString(lower.resolve("kept"), "original");
        Files.writeString(lower.resolve("removed"), "original");
        Stage.give(lower.resolve("kept"));
        var upper = Stage.folder("up per");
        var work = Files.createDirectory(upper.resolveSibling("wo\\rk,"));
        Stage.give(work);
        var sandbox = Stage.sandbox(isolation, new Mount.Overlay(lower, upper, work, "/app"));

        var run = Stage.run(sandbox, "sh", "-c",
                "cd /app && echo more > kept && rm removed && mkdir new && rmdir new && mkdir new && echo more > new/file");

        assertThat(run.err()).isEmpty();
        assertThat(lower.resolve("kept")).hasContent("original");
        assertThat(lower.resolve("removed")).exists();
        assertThat(lower.resolve("new")).doesNotExist();
        assertThat(Stage.run(sandbox, "sh", "-c", "cat /app/kept; ls /app").out()).isEqualTo("more\nkept\nnew\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void runsWithoutAnyPrivilege(Isolation isolation) throws Exception {
        var run = Stage.run(Stage.sandbox(isolation), "cat", "/proc/self/status");

        var user = Self.uid() == 0 ? Stage.USER : Self.uid();
        assertThat(run.out()).contains("\nUid:\t%d\t%d\t%d\t%d\n".formatted(user, user, user, user))
                .contains("\nNoNewPrivs:\t1\n").contains("\nCapInh:\t0000000000000000\n")
                .contains("\nCapPrm:\t0000000000000000\n").contains("\nCapEff:\t0000000000000000\n")
                .contains("\nCapBnd:\t0000000000000000\n").contains("\nCapAmb:\t0000000000000000\n");
        assertThat(Stage.run(Stage.sandbox(isolation), "mount", "-t", "tmpfs", "none", "/tmp").code()).isNotZero();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void replacesFilesOfEtc(Isolation isolation) throws Exception {
        var hosts = Files.writeString(Stage.folder("hosts").resolve("it's"), "127.9.9.9 db.internal db\n");
        var names = Files.writeString(hosts.resolveSibling("resolv"), "nameserver 127.9.9.9\n");
        var sandbox = Stage.sandbox(isolation, new Mount.ReadOnly(hosts, "/etc/hosts"),
                new Mount.ReadOnly(names, "/etc/resolv.conf"));

        assertThat(Stage.run(sandbox, "getent", "hosts", "db.internal").out()).startsWith("127.9.9.9");
        assertThat(Stage.run(sandbox, "cat", "/etc/resolv.conf").out()).isEqualTo("nameserver 127.9.9.9\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void becomesTheCommand(Isolation isolation) throws Exception {
        var builder = Stage.sandbox(isolation).process(
                List.of("sh", "-c", "trap 'exit 7' TERM; echo $$; while :; do sleep 0.02; done"), Map.of());
        var process = Stage.start(builder);
        try {
            assertThat(process.inputReader().readLine()).isEqualTo(Long.toString(process.pid()));

            process.destroy();

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(7);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void startsInItsDirectoryWithItsMask(Isolation isolation) throws Exception {
        var sandbox = new Sandbox(isolation, List.of(), "/usr/bin", Stage.sandbox(isolation).uid(), null, List.of());

        assertThat(Stage.run(sandbox, "pwd").out()).isEqualTo("/usr/bin\n");
        var masked = new ArrayList<>(List.of("/bin/sh", "-c", "umask 027; exec \"$@\"", "sh"));
        masked.addAll(sandbox.wrap(List.of("sh", "-c", "umask")));
        assertThat(Stage.run(new ProcessBuilder(masked)).out()).isEqualTo("0027\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void saysWhatWentWrong(Isolation isolation) throws Exception {
        var missing = Stage.sandbox(isolation, new Mount.ReadOnly(Path.of("/no/such place"), "/app"));
        var nowhere = new Sandbox(isolation, List.of(), "/no/such", missing.uid(), null, List.of());

        assertThat(Stage.run(missing, "true")).isEqualTo(
                new Stage.Outcome(125, "", "sandbox: /no/such place does not exist\n"));
        assertThat(Stage.run(nowhere, "true")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(125);
            assertThat(run.err()).endsWith("sandbox: this failed: cd /no/such\n");
        });
        assertThat(Stage.run(Stage.sandbox(isolation), "no-such-command").code()).isEqualTo(127);
        assertThat(Stage.run(new ProcessBuilder(Stage.sandbox(isolation).wrap(List.of("no-such-command")))).code())
                .isEqualTo(127);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void neverFollowsALinkOutOfTheView(Isolation isolation) throws Exception {
        var outside = Stage.folder("outside");
        var repository = Stage.folder("repository");
        Files.createSymbolicLink(repository.resolve("cache"), outside);

        var run = Stage.run(Stage.sandbox(isolation, new Mount.Writable(repository, "/app"),
                new Mount.Scratch("/app/cache/deep", 1)), "true");

        assertThat(run).isEqualTo(new Stage.Outcome(125, "", "sandbox: /app/cache/deep leads through a link\n"));
        assertThat(outside).isEmptyDirectory();
    }
}
