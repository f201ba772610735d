package io.stackblaze.sandbox;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that is passed is ever taken for shell text, an option or a list. */
class OddCharactersTest {
    @Property(tries = 20)
    void wordsAndVariablesArriveAsTheyAre(@ForAll("words") List<String> words, @ForAll("word") String value)
            throws Exception {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "printf '%s\\0' \"$VALUE\" \"$@\"", "sh"));
        command.addAll(words);
        for (Isolation isolation : Stage.isolations().toList()) {
            var run = Stage.run(Stage.sandbox(isolation).process(command, Map.of("VALUE", value)));

            assertThat(run.err()).isEmpty();
            assertThat(run.out()).isEqualTo(value + "\0" + String.join("\0", words) + (words.isEmpty() ? "" : "\0"));
        }
    }

    @Property(tries = 20)
    void pathsAreShownUnderTheirNames(@ForAll("name") String name) throws Exception {
        var source = Stage.folder(name);
        var file = Files.writeString(source.resolve(name), name);
        var target = "/srv/" + name;
        for (Isolation isolation : Stage.isolations().toList()) {
            var sandbox = new Sandbox(isolation, List.of(new Mount.Writable(source, target),
                    new Mount.ReadOnly(source, target + "/" + name + "2"), new Mount.ReadOnly(file, target + "3")),
                    target,
                    Stage.sandbox(isolation).uid(), null, List.of());

            var run = Stage.run(sandbox, "sh", "-c",
                    "cat \"./$1\" \"./$12/$1\" \"../$13\"; touch \"./$12/x\"; printf %s \"$PWD\"",
                    "sh", name);

            assertThat(run.out()).isEqualTo(name.repeat(3) + target);
            assertThat(run.err()).contains("Read-only file system");
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return word().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> word() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "--", "-c", "cgroup", "$(touch /tmp/x)", "`id`", "a b", "*", "~", "'", "\"", "\\",
                        "\n",
                        "%s", "ro", "\n\n", "${IFS}", "a\\040b", "--mount"),
                Arbitraries.strings().withChars(" \t\n'\"\\$`(){}[]<>|&;*?~#-=%,:!^ab01").ofMaxLength(12));
    }

    @Provide
    Arbitrary<String> name() {
        return word().filter(name -> !name.isEmpty() && !name.contains("/"));
    }
}
