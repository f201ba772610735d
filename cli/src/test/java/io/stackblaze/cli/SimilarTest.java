package io.stackblaze.cli;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimilarTest {
    private static final List<String> COMMANDS = List.of("status", "scale", "releases", "rollback", "restart", "env");

    @Test
    void aSlipOfTheFingersIsUnderstood() {
        assertThat(Similar.to("statsu", COMMANDS)).first().isEqualTo("status");
        assertThat(Similar.to("rolback", COMMANDS)).first().isEqualTo("rollback");
    }

    @Test
    void aBeginningIsUnderstood() {
        assertThat(Similar.to("rel", COMMANDS)).containsExactly("releases");
    }

    @Test
    void nothingIsProposedForSomethingElse() {
        assertThat(Similar.to("kubernetes", COMMANDS)).isEmpty();
    }

    @Property
    void theDistanceIsTheSameBothWaysAndNoneToItself(@ForAll @StringLength(max = 12) String a,
            @ForAll @StringLength(max = 12) String b) {
        assertThat(Similar.distance(a, b)).isEqualTo(Similar.distance(b, a));
        assertThat(Similar.distance(a, a)).isZero();
    }
}
