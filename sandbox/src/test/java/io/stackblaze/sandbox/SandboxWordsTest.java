package io.stackblaze.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The argument lists themselves, and what is refused before there is one. */
class SandboxWordsTest {
    private static final List<Mount> MOUNTS = List.of(new Mount.ReadOnly(Path.of("/home/app"), "/app"),
            new Mount.Writable(Path.of("/data"), "/app/data"),
            new Mount.Overlay(Path.of("/l"), Path.of("/u"), Path.of("/w"), "/app/modules"),
            new Mount.Scratch("/app/tmp", 64));

    @Test
    void rootEntersTheNetworkThenTheViewThenTheCommand() {
        var words = new Sandbox(Isolation.ROOT, MOUNTS, "/app", OptionalInt.of(20_001), "shop",
                List.of(Path.of("/sys/fs/cgroup/shop"))).wrap(List.of("npm", "start"));

        assertThat(words.subList(0, 9)).containsExactly("/usr/bin/nsenter", "--net=/run/netns/shop", "--",
                "/usr/bin/unshare", "--mount", "--propagation", "private", "--", "/bin/sh");
        assertThat(words.subList(11, words.size())).containsExactly("sandbox", "user", "/app",
                "cgroup",
                "/sys/fs/cgroup/shop", "ro", "/home/app", "/app", "rw", "/data", "/app/data", "overlay", "/l", "/u",
                "/w",
                "/app/modules", "scratch", "64", "/app/tmp", "--", "/usr/bin/setpriv", "--reuid", "20001", "--regid",
                "20001", "--clear-groups",
                "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--", "npm",
                "start");
    }

    @Test
    void withoutIsolationTheCommandIsUnchangedAndPathsAreTheirSources() {
        var sandbox = sandbox("/app", OptionalInt.empty(), null);

        assertThat(sandbox.wrap(List.of("npm", "start"))).containsExactly("npm", "start");
        assertThat(sandbox.resolve("/app")).isEqualTo("/home/app");
        assertThat(sandbox.resolve("/app/src/main.js")).isEqualTo("/home/app/src/main.js");
        assertThat(sandbox.resolve("/app/data/x")).isEqualTo("/data/x");
        assertThat(sandbox.resolve("/app/modules/x")).isEqualTo("/l/x");
        assertThat(sandbox.resolve("/application")).isEqualTo("/application");
        assertThat(sandbox.process(List.of("npm"), java.util.Map.of()).directory()).hasToString("/home/app");
    }

    @Test
    void withIsolationPathsAreThemselves() {
        assertThat(new Sandbox(Isolation.ROOT, MOUNTS, "/", OptionalInt.empty(), null, List.of()).resolve("/app"))
                .isEqualTo("/app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "/app/", "/app/../etc", "/./app", "//app", "/app/.."})
    void refusesTargetsThatAreNotPlain(String path) {
        assertThatThrownBy(() -> sandbox(path, OptionalInt.empty(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sandbox(Isolation.NONE, List.of(new Mount.Scratch(path, 1)), "/",
                OptionalInt.empty(), null, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAUserOrNetworkThatItCouldNotGive() {
        assertThatThrownBy(
                () -> new Sandbox(Isolation.USER_NAMESPACE, List.of(), "/", OptionalInt.of(5), null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sandbox("/", OptionalInt.empty(), "shop"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a b", "-x"})
    void refusesNamesThatAreNoNetwork(String name) {
        assertThatThrownBy(() -> new Sandbox(Isolation.ROOT, List.of(), "/", OptionalInt.empty(), name, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesACommandThatIsAnOption() {
        assertThatThrownBy(() -> sandbox("/", OptionalInt.empty(), null).wrap(List.of("-c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sandbox("/", OptionalInt.empty(), null).wrap(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Sandbox sandbox(String directory, OptionalInt uid, @Nullable String network) {
        return new Sandbox(Isolation.NONE, MOUNTS, directory, uid, network, List.of());
    }
}
