package io.stackblaze.server.secret;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedactorTest {
    @Property(tries = 200)
    void noSecretIsLeft(
            @ForAll @Size(min = 1, max = 5) List<@AlphaChars @NumericChars @StringLength(min = 6, max = 20) String> secrets,
            @ForAll @StringLength(max = 30) String around) {
        String clean = new Redactor(secrets).redact(around + String.join(around, secrets) + around);
        assertThat(secrets).noneMatch(clean::contains);
    }

    @Test
    void linesOfALongSecretAndItsEncodingsAreBlankedOut() {
        var redactor = new Redactor(List.of("-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----", "p@ss word/1"));
        assertThat(redactor.redact("x MIIEvQIBADANBg y")).isEqualTo("x [secret] y");
        assertThat(redactor.redact("?p=p%40ss+word%2F1&")).isEqualTo("?p=[secret]&");
        assertThat(redactor.redact("Basic cEBzcyB3b3JkLzE=")).isEqualTo("Basic [secret]=");
    }

    @Test
    void shortValuesAreLeftAlone() {
        assertThat(new Redactor(List.of("1", "true")).redact("1 is true")).isEqualTo("1 is true");
    }
}
