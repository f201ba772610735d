package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;

import io.stackblaze.server.release.Content;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.variable.Variable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RollbackEffectsTest {
    private static final String THEN = """
            name: shop
            services:
              web: {type: web, build: ., scaling: {min_instances: 1, max_instances: 4}}
              mailer: {type: worker, build: .}
            """;
    private static final String NOW = """
            name: shop
            services:
              web: {type: web, build: ., scaling: {min_instances: 2, max_instances: 4}}
              db: {type: postgres, version: "16"}
            """;

    @Test
    void everythingThatChangesIsTold() {
        var effects = effects(
                new Content(12, NOW, List.of(variable("LOG_LEVEL", "debug"), variable("NEW", "1")),
                        Map.of("web", "b2"), null),
                new Content(9, THEN, List.of(variable("LOG_LEVEL", "info"), new Variable("web", "KEY", "s3cr3t", true)),
                        Map.of("web", "b1", "mailer", "b1"), null));

        assertThat(effects).contains("The code of v9 runs again: web.", "mailer is there again.",
                "db is not named any more; it stays, with its data.",
                "LOG_LEVEL gets the value that it had in v9.", "KEY of web gets the value that it had in v9.",
                "NEW is unset.", "Databases keep the data that they have now.");
        assertThat(effects).anySatisfy(effect -> assertThat(effect).contains("web: ", "min_instances", "from 2 to 1"));
        assertThat(effects.toString()).doesNotContain("s3cr3t", "debug");
    }

    @Test
    void nothingThatChangesIsToldToo() {
        var content = new Content(12, NOW, List.of(), Map.of("web", "b1"), null);

        assertThat(effects(content, new Content(9, NOW, List.of(), Map.of("web", "b1"), null)).getFirst())
                .isEqualTo("Nothing differs from v12: the same code, blueprint and variables.");
    }

    private static List<String> effects(Content live, Content target) {
        return RollbackEffects.of(live, target, "production",
                PartsLoader.blueprint(live.blueprint()).services("production"));
    }

    private static Variable variable(String name, String value) {
        return new Variable("", name, value, false);
    }
}
