package io.stackblaze.heroku.files;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.emulator.HerokuCommand;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.inventory.AppReader;
import io.stackblaze.heroku.inventory.Repository;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a config var holds, Heroku's own command line prints it, and we read it from that, and from the API. */
class ConfigRoundTripTest {
    private static final String APP = "small-shop";

    @Provide
    Arbitrary<Map<String, String>> configs() {
        var values = Arbitraries.oneOf(
                Arbitraries.strings().withChars("\"\n\r\t #!$&'()*,:;<=>?@[]\\^`{|}abn%~+/äö€").ofMaxLength(40),
                Arbitraries.strings().ofMaxLength(40).filter(ConfigRoundTripTest::isText), Arbitraries.just(""));
        var names = Arbitraries.strings().withCharRange('A', 'Z').withChars("_0123456789").ofMinLength(3)
                .ofMaxLength(20).filter(name -> !Character.isDigit(name.charAt(0)));
        return Arbitraries.maps(names, values).ofMinSize(40).ofMaxSize(80);
    }

    /** What JSON and UTF-8 can carry. */
    private static boolean isText(String value) {
        return value.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void valuesOfAnyKindAreReadAsTheyAre(@ForAll("configs") Map<String, String> config) throws Exception {
        judge(config);
    }

    @Test
    void aValueOf60KilobytesIsReadAsItIs() throws Exception {
        judge(Map.of("LARGE", "line of 'many' \"words\"!\n".repeat(2_500)));
    }

    private static void judge(Map<String, String> config) throws Exception {
        try (var heroku = HerokuEmulator.start(Scenario.named("small"))) {
            set(heroku, config);
            var command = new HerokuCommand(heroku);

            for (var form : new String[]{"-s", "-j"}) {
                var read = ConfigText.parse(command.run("config", form, "-a", APP), "config.txt");
                assertThat(read.faults()).isEmpty();
                assertThat(new TreeMap<>(read.value())).as(form).containsAllEntriesOf(config);
            }
            try (var reader = new HerokuReader(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()),
                    new Token(heroku.token()), Thread::sleep)) {
                var app = new AppReader(reader, ConfigRoundTripTest::unknown, false, (_, _, _) -> {})
                        .read(APP, Repository.NONE);
                assertThat(new TreeMap<>(app.config().values())).containsAllEntriesOf(config);
            }
        }
    }

    private static NameRecords unknown(String host) {
        return new NameRecords(host, "", List.of(), -1, List.of(), "");
    }

    private static void set(HerokuEmulator heroku, Map<String, String> config) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest
                    .newBuilder(URI.create(heroku.apiUri() + "/apps/" + APP + "/config-vars"))
                    .header("Accept", "application/vnd.heroku+json; version=3")
                    .header("Authorization", "Bearer " + heroku.token()).header("Content-Type", "application/json")
                    .method("PATCH", HttpRequest.BodyPublishers
                            .ofString(JsonMapper.shared().writeValueAsString(config)))
                    .build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }
}
