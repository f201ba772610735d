package io.stackblaze.postgres.move;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointUrlTest {
    @Property
    void takesAnyPasswordThatIsEncodedAndHidesIt(
            @ForAll @StringLength(min = 8, max = 30) @CharRange(from = ' ', to = '\u02ff') String password,
            @ForAll @AlphaChars @NotEmpty String database) {
        if (password.chars().anyMatch(Character::isISOControl)) {
            return;
        }
        var encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        var endpoint = Endpoint.parse("postgres://u:" + encoded + "@h/" + database);

        assertThat(endpoint.password()).isEqualTo(password);
        assertThat(endpoint.database()).isEqualTo(database);
        assertThat(endpoint.toString()).doesNotContain(password);
    }
}
