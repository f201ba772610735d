package io.stackblaze.blueprint;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlueprintWriterTest {
    @Provide
    Arbitrary<Blueprint> blueprints() {
        return Blueprints.any();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenReadsAsTheSame(@ForAll("blueprints") Blueprint blueprint) {
        var text = BlueprintWriter.write(blueprint);

        assertThat(BlueprintReader.read(text, "b")).as(text).isEqualTo(new Reading.Valid(blueprint));
        assertThat(BlueprintWriter.write(Read.valid(text))).isEqualTo(text);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenFollowsTheSchema(@ForAll("blueprints") Blueprint blueprint) {
        assertThat(Schema.errors(BlueprintWriter.write(blueprint))).isEmpty();
    }

    @Test
    void writesNoDefaults() {
        var text = """
                name: shop
                secrets:
                - API_KEY
                services:
                  web:
                    type: web
                    port: 3000
                    env:
                      NODE_ENV: production
                    secret_refs:
                    - API_KEY
                  totals:
                    type: cron
                    schedule: '* * * * *'
                environments:
                  staging:
                    services:
                      web:
                        env:
                          NODE_ENV: staging
                """;

        assertThat(BlueprintWriter.write(Read.valid(text))).isEqualTo(text);
    }
}
