package io.stackblaze.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("stackblaze.root"));

    static Stream<Path> blueprints() throws IOException {
        try (var folders = Files.list(ROOT.resolve("examples"))) {
            return folders.map(folder -> folder.resolve("blueprint.yaml")).filter(Files::exists).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void eachBlueprintIsValid(Path file) throws IOException {
        assertThat(BlueprintReader.read(Files.readString(file), file.toString())).isInstanceOf(Reading.Valid.class);
    }

    @Test
    void theShopsWebAndWorkerHaveEqualLockfilesAndSoShareALayer() throws IOException {
        var shop = ROOT.resolve("examples/shop");

        assertThat(Files.mismatch(shop.resolve("web/package-lock.json"), shop.resolve("worker/package-lock.json")))
                .isEqualTo(-1);
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .contains("<version>" + VersionCommand.VERSION + "-SNAPSHOT<");
    }
}
