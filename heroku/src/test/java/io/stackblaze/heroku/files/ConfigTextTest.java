package io.stackblaze.heroku.files;

import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigTextTest {
    private static final String SPECIAL = "\"\n\t #!$&'()*,:;<=>?@[]\\^`{|}";

    /** What Heroku's command line prints, rule by rule. */
    private static String printed(String value) {
        if (value.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0 || Character.isWhitespace(c))) {
            return value;
        }
        if (value.indexOf('\'') >= 0 || value.indexOf('\n') >= 0) {
            return '"' + value.replaceAll("([\"\\\\$`!])", "\\\\$1").replace("\n", "\\n") + '"';
        }
        return "'" + value + "'";
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(Arbitraries.strings().withChars(SPECIAL + "abn%~+/ä€\r").ofMaxLength(60),
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.strings().withChars("ab\"\\n'\n").ofLength(60_000).edgeCases(config -> config.none()));
    }

    @Property(tries = 300)
    void everyValueComesBackAsItWas(@ForAll("values") String value) {
        var parsed = ConfigText.parse("A=1\nVALUE=" + printed(value) + "\nZ=2\n", "config.txt");

        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.value()).containsExactly(Map.entry("A", "1"), Map.entry("VALUE", value), Map.entry("Z", "2"));
    }

    @Property(tries = 300)
    void everyValueComesBackFromJsonToo(@ForAll("values") String value) {
        var parsed = ConfigText.parse(JsonMapper.shared().writeValueAsString(Map.of("VALUE", value)), "config.json");

        assertThat(parsed.value()).containsExactly(Map.entry("VALUE", value));
    }

    @Property(tries = 300)
    void anyTextIsReadWithoutAnException(@ForAll String text) {
        assertThat(ConfigText.parse(text, "config.txt")).isNotNull();
    }

    @Test
    void readsWhatAShellWouldDamage() {
        var parsed = ConfigText.parse("A=\"l1\\nl2\"\nB=\"it's\\!\"\nC=\"it's\\\\n\"\nD='a\\nb'\nE=\n", "config.txt");

        assertThat(parsed.value()).containsExactly(Map.entry("A", "l1\nl2"), Map.entry("B", "it's!"),
                Map.entry("C", "it's\\n"), Map.entry("D", "a\\nb"), Map.entry("E", ""));
    }

    @Test
    void saysWhichLineIsNoneAndShowsNoValue() {
        var parsed = ConfigText.parse("A=1\n=== app Config Vars\nB='s3cret\n", "config.txt");

        assertThat(parsed.value()).containsExactly(Map.entry("A", "1"));
        assertThat(parsed.faults()).extracting(FileFault::line).containsExactly(2, 3);
        assertThat(parsed.faults().toString()).doesNotContain("s3cret");
    }
}
