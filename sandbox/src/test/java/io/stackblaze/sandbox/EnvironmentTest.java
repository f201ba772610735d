package io.stackblaze.sandbox;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a command is told, word for word. */
class EnvironmentTest {
    private static final String ISOLATIONS = "io.stackblaze.sandbox.Stage#isolations";

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void holdsWhatWasGivenAndNothingElse(Isolation isolation) throws Exception {
        var variables = Map.of("PATH", "/usr/bin", "IFS", " x", "i", "0", "EMPTY", "", "QUOTES", "'\"$(id)`id`\\",
                "LINES", "a\n=b\n", "_a", "-n", "ENV", "/etc/passwd", "PS4", "$(id)");

        var run = Stage.run(Stage.sandbox(isolation).process(List.of("/usr/bin/env", "-0"), variables));

        assertThat(run.err()).isEmpty();
        assertThat(Stream.of(run.out().split("\0")).collect(Collectors.toSet())).isEqualTo(variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue()).collect(Collectors.toSet()));
        assertThat(Stage.run(Stage.sandbox(isolation), "env").out())
                .isEqualTo("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(ISOLATIONS)
    void meansNothingToThePrivilegedProgramsBeforeTheCommand(Isolation isolation) throws Exception {
        var traps = Map.of("LD_PRELOAD", "/no/such.so", "LD_DEBUG", "versions", "PATH", "/no/such:/usr/bin",
                "LIBMOUNT_DEBUG", "all", "BASH_ENV", "/no/such");

        var run = Stage.run(Stage.sandbox(isolation).process(List.of("/usr/bin/true"), traps));

        assertThat(run.err().lines().filter(line -> line.contains("cannot be preloaded"))).hasSize(1);
        assertThat(run.err().lines().filter(line -> line.contains("libmount"))).isEmpty();
        assertThat(run.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A.B", "A B", "A=B", "BASH_FUNC_mount%%", "STACKBLAZE_SANDBOX_0"})
    void refusesNamesThatNoShellKnows(String name) {
        var sandbox = Stage.sandbox(Isolation.NONE);

        assertThatThrownBy(() -> sandbox.process(List.of("true"), Map.of(name, "x")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Not a name for a variable: " + name);
    }
}
