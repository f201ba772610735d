package io.stackblaze.router;

import java.util.Locale;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** Reading the name to route by. */
class HostNameTest {
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> label = Arbitraries.strings().withCharRange('a', 'z').withCharRange('A', 'Z').numeric()
                .withChars('-', '_').ofMinLength(1).ofMaxLength(63);
        return label.list().ofMinSize(1).ofMaxSize(3).map(labels -> String.join(".", labels));
    }

    @Property
    void caseTrailingDotAndPortMakeNoDifference(@ForAll("names") String name,
            @ForAll @IntRange(max = 65_535) int port) {
        String expected = name.toLowerCase(Locale.ROOT);

        assertThat(HostName.parse(name)).isEqualTo(expected);
        assertThat(HostName.parse(name + ".")).isEqualTo(expected);
        assertThat(HostName.parse(name + ":" + port)).isEqualTo(expected);
        assertThat(HostName.parse(name + ".:")).isEqualTo(expected);
    }

    @Property
    void whatIsReadIsReadTheSameAgain(@ForAll String anything) {
        String name = HostName.parse(anything);

        if (name != null) {
            assertThat(HostName.parse(name)).isEqualTo(name);
            assertThat(name).matches("[a-z0-9_.-]+|\\[[0-9a-f:.]+]").doesNotEndWith(".");
        }
    }

    @Property
    void noCharacterOutsideAHostNameIsEverAccepted(@ForAll("names") String name, @ForAll char c) {
        if (!Character.toString(c).matches("[A-Za-z0-9_.:-]")) {
            assertThat(HostName.parse(name + c)).isNull();
            assertThat(HostName.parse(c + name)).isNull();
            assertThat(HostName.parse(name + c + name)).isNull();
        }
    }

    @Property
    void portsBeyondTheLastAreRefused(@ForAll("names") String name, @ForAll @IntRange(min = 65_536) int port) {
        assertThat(HostName.parse(name + ":" + port)).isNull();
    }
}
