package io.stackblaze.heroku.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.stackblaze.heroku.database.PostgresAbility;
import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.Options;
import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiveDatastoresTest {
    private static final String SCENARIO = """
            {"apps": [{"name": "live-shop", "addons": [
              {"name": "pg-live", "plan": "heroku-postgresql:essential-0", "as": ["DATABASE"], "version": "16",
               "live": true, "settings": {"temp_tablespaces": "ephemeral"}, "extensions": ["citext"]},
              {"name": "redis-live", "plan": "heroku-redis:mini", "as": ["REDIS"], "live": true}]}]}
            """;

    @Test
    void datastoresAreAskedOverTlsAlthoughTheirPasswordsRotateMeanwhile() throws Exception {
        var folder = Files.createTempDirectory("heroku live");
        var binaries = Files.createDirectories(Path.of(System.getProperty("stackblaze.test.cache"), "postgres"));
        try (var heroku = HerokuEmulator.start(Scenario.read(SCENARIO),
                Options.live(folder, binaries, Path.of("")));
                var reader = new HerokuReader(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()),
                        new Token(heroku.token(Scope.READ_PROTECTED)), Thread::sleep)) {
            heroku.faults().before(call -> call.endsWith("/addon-attachments"), () -> {
                heroku.rotate("pg-live");
                heroku.rotate("redis-live");
            });

            var app = new AppReader(reader,
                    host -> new NameRecords(host, "", List.of(), -1, List.of(), ""), true, (_, _, _) -> {})
                    .read("live-shop", Repository.NONE);

            var postgres = app.datastores().getFirst().postgres();
            assertThat(app.findings()).extracting(Finding::what).containsExactly("the code");
            assertThat(postgres).isNotNull();
            assertThat(postgres.version()).startsWith("16.");
            assertThat(postgres.extensions()).contains("citext");
            assertThat(postgres.connectionLimit()).isEqualTo(20);
            assertThat(postgres.may(PostgresAbility.CAPTURE)).isTrue();
            assertThat(postgres.may(PostgresAbility.REPLICATION)).isFalse();
            assertThat(postgres.may(PostgresAbility.REPLICA_ROLE)).isFalse();
            assertThat(postgres.oddities()).contains("schema _heroku", "setting temp_tablespaces=ephemeral");
            var redis = app.datastores().getLast().keyValue();
            assertThat(redis).isNotNull();
            assertThat(redis.policy()).isEqualTo("noeviction");
            assertThat(heroku.calls()).noneMatch(Call::isMutating);
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}
