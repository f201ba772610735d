package io.stackblaze.cli.demo;

import java.nio.file.Path;
import java.util.Map;

import io.stackblaze.cli.transcript.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the demo refuses before it starts anything. */
class DemoCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "1001"})
    void aRateThatNoMachineCanShowIsRefused(String rate) {
        assertThat(new Session(folder, Map.of()).type("stackblaze demo --rate " + rate)).contains(
                "! Error: From 1 to 1000 requests a second are possible, not " + rate + ".", "[1]");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stepsWantSomebodyWhoPressesEnter() {
        assertThat(new Session(folder, Map.of()).type("stackblaze demo --step")).contains(
                "! Error: There is nobody who could press Enter.",
                "!   > Without --step the demo goes on by itself.", "[1]");
        assertThat(folder).isEmptyDirectory();
    }
}
