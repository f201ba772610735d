package io.stackblaze.sandbox;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class OccupantsTest {
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("io.stackblaze.sandbox.Stage#isolations")
    void aProcessIsKnownByTheFolderItWorksInWhateverThatIsCalledInside(Isolation isolation) throws Exception {
        var folder = Stage.folder("data");
        var other = Files.createDirectory(folder.resolve("other"));
        var sandbox = new Sandbox(isolation, List.of(new Mount.Writable(folder, "/srv/data")), "/srv/data",
                Stage.sandbox(isolation).uid(), null, List.of());

        var process = Stage.start(sandbox.process(List.of("sh", "-c", "echo; exec sleep 60"), Map.of()));
        try {
            assertThat(process.inputReader().readLine()).isEmpty();
            assertThat(Occupants.worksIn(process.toHandle(), folder)).isTrue();
            assertThat(Occupants.worksIn(process.toHandle(), other)).isFalse();
            assertThat(Occupants.of(folder)).containsExactly(process.toHandle());
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Occupants.worksIn(process.toHandle(), folder)).isFalse();
    }
}
