package io.stackblaze.heroku.platform;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostsTest {
    @Test
    void areHerokusWithoutVariables() throws HerokuException {
        assertThat(Hosts.of(Map.of())).isEqualTo(Hosts.HEROKU);
    }

    @Test
    void goToOneTestServerTogether() throws HerokuException {
        var hosts = Hosts.of(Map.of("HEROKU_HOST", "http://127.0.0.1:5099"));

        assertThat(hosts.data()).isEqualTo(hosts.platform()).hasToString("http://127.0.0.1:5099");
        assertThat(hosts.scheduler()).isEqualTo(hosts.platform());
    }

    @Test
    void takeTheNameOfADataHostWithThePortOfTheOther() throws HerokuException {
        assertThat(Hosts.of(Map.of("HEROKU_HOST", "http://localhost:5099", "HEROKU_DATA_HOST", "127.0.0.1")).data())
                .hasToString("http://127.0.0.1:5099");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://heroku.com.evil.example", "http://api.heroku.com",
            "https://evil.example/localhost",
            "https://u:p@api.heroku.com", "nonsense with blanks", "https://127.0.0.1.evil.example"})
    void refuseToSendATokenElsewhere(String address) {
        assertThatThrownBy(() -> Hosts.of(Map.of("HEROKU_API_URL", address))).isInstanceOf(HerokuException.class);
    }
}
