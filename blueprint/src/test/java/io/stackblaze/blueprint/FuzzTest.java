package io.stackblaze.blueprint;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** Whatever a file holds: an answer, soon, whose places are in the file. */
class FuzzTest {
    private static final List<String> PIECES = List.of("name: shop\n", "services:\n", "  web:\n", "    type: web\n",
            "type: ",
            "env: ", "{", "}", "[", "]", ", ", ": ", "\n", "\r\n", "\r", "  ", "\t", "- ", "? ", "&a ", "*a", "!!int ",
            "!x ", "|\n",
            ">-\n", "'", "\"", "\\", "\\U00110000", "\\ud800", "#", "%YAML 1.2\n", "%TAG ! x\n", "---\n", "...\n",
            "<<: ", "\u0000", "\u0085",
            "\u2028", "\ufeff", "\ud83d", "😀", "é", "null", "~", "0x", "1e999", "99999999999", "from_service: web",
            "property: url",
            "environments:\n", "  staging:\n", "    services:\n", "      web:\n", "schedule: '* * * * *'\n",
            "build: ../x\n",
            "domains: [a.b]\n", "previews: {database: snapshot}\n", "://a:b@", "postgres", "release: x", "web: y");

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> mutations() {
        return Combinators
                .combine(Blueprints.any().map(BlueprintWriter::write), Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 20), Arbitraries.of(PIECES))
                .as((text, place, length, piece) -> {
                    int begin = place % text.length();
                    return text.substring(0, begin) + piece + text.substring(Math.min(text.length(), begin + length));
                });
    }

    @Property(tries = 500)
    void anyTextHasAnAnswer(@ForAll String text) {
        check(text);
    }

    @Property(tries = 1000)
    void anyMixOfSyntaxHasAnAnswer(@ForAll("pieces") String text) {
        check(text);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anyDamagedBlueprintHasAnAnswer(@ForAll("mutations") String text) {
        check(text);
    }

    private static void check(String text) {
        var lines = text.split("\r\n|[\n\r]", -1);
        if (BlueprintReader.read(text, "b") instanceof Reading.Invalid(var faults)) {
            assertThat(faults).isNotEmpty().allSatisfy(fault -> assertInside(fault, lines));
        }
        if (Procfile.read(text) instanceof Procfile.Reading.Invalid(var faults)) {
            assertThat(faults).isNotEmpty().allSatisfy(fault -> assertInside(fault, lines));
        }
    }

    private static void assertInside(Fault fault, String[] lines) {
        assertThat(fault.line()).isBetween(1, lines.length);
        var line = lines[fault.line() - 1];
        assertThat(fault.column()).isBetween(1, line.codePointCount(0, line.length()) + 1);
        assertThat(fault.problem()).isNotBlank();
        assertThat(fault.remedy()).isNotBlank();
        assertThat(fault.toString()).doesNotContainPattern("[\\p{Cntrl}]");
    }

    static Stream<String> heavy() {
        int most = BlueprintReader.MAX_BYTES;
        var web = "name: shop\nservices: {web: {type: web, env: {A: ";
        return Stream.of("x".repeat(10 * most), "é".repeat(most - 1), "[".repeat(most), "{a: ".repeat(most / 4),
                "- ".repeat(most / 2),
                "? ".repeat(most / 2), "a:\n".repeat(most / 3), "&a ".repeat(most / 3), "#".repeat(most),
                "\n".repeat(most),
                "\"".repeat(most), "'".repeat(most - 1), "%".repeat(most), "a: b\n".repeat(most / 5), " ".repeat(most),
                "- a\n".repeat(most / 4), "a ".repeat(most / 2), "[a, ".repeat(30) + "b, ".repeat(most / 4),
                "!".repeat(most),
                "*".repeat(most), ": ".repeat(most / 2), "a: [".repeat(most / 5), "|\n" + " a\n".repeat(most / 4),
                web + "://".repeat(most / 4) + "}}}", web + "eyJ".repeat(most / 4) + "}}}",
                web + "a".repeat(most - 100) + "}}}",
                "name: shop\nservices: {web: {type: web, env: {SECRET_KEY: " + "aB1-".repeat(2000) + "}}}",
                manyReferences());
    }

    /** 200 services that refer to services that almost exist, in 20 environments. */
    private static String manyReferences() {
        var text = new StringBuilder("name: shop\nservices:\n");
        for (int i = 0; i < 200; i++) {
            text.append("  service-number-").append(i).append(":\n    type: web\n    env:\n");
            for (int j = 0; j < 40; j++) {
                text.append("      V").append(j).append(": {from_service: service-nmber-").append(j)
                        .append(", property: url}\n");
            }
        }
        text.append("environments:\n");
        for (int e = 0; e < 20; e++) {
            text.append("  e").append(e).append(": {services: {");
            for (int i = 0; i < 200; i++) {
                text.append("service-number-").append(i).append(": {plan: basic}, ");
            }
            text.append("}}\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("heavy")
    void nothingTakesLong(String text) {
        // About a second at most by itself; the bound leaves room for a machine that does much else.
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60),
                () -> assertThatNoException().isThrownBy(() -> check(text)));
    }
}
