package io.stackblaze.blueprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/blueprint.md} says what is true. */
class ReferencePageTest {
    private final String page = Files.readString(
            Path.of(Objects.requireNonNull(System.getProperty("stackblaze.root")), "docs", "blueprint.md"));

    ReferencePageTest() throws IOException {}

    private String example() {
        var yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(yaml.find()).isTrue();
        return yaml.group(1);
    }

    @Test
    void itsExampleIsValidForReaderAndSchema() {
        Read.valid(example());
        assertThat(Schema.errors(example())).isEmpty();
    }

    @Test
    void itNamesEveryKey() {
        var keys = new ArrayList<String>();
        for (Collection<String> some : Set.of(Keys.TOP, Keys.PREVIEWS, Keys.BUILD, Keys.HEALTHCHECK, Keys.SCALING,
                Keys.BACKUP,
                Keys.REFERENCE, Keys.ofAnyService(), References.PROPERTIES)) {
            keys.addAll(some);
        }

        assertThat(keys).allSatisfy(key -> assertThat(page).containsPattern("`[^`\n]*\\b" + key + "\\b[^`\n]*`"));
    }

    @Test
    void itsRateCardIsTheOne() {
        for (var size : RateCard.values()) {
            var memory = size.memoryMiB() < 1024 ? size.memoryMiB() + " MiB" : size.memoryMiB() / 1024 + " GiB";
            var cpu = size.cpuMillis() < 1000 ? "0." + size.cpuMillis() / 100 : "" + size.cpuMillis() / 1000;
            assertThat(page).contains(
                    "| `" + size.word() + "` | " + memory + " | " + cpu + " | $" + size.centsPerMonth() / 100 + " |");
        }
    }
}
