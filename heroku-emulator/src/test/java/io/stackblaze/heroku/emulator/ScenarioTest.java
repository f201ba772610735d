package io.stackblaze.heroku.emulator;

import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ScenarioTest {
    @Test
    void what_is_left_out_has_a_default() {
        var app = Scenario.read("{\"apps\": [{\"name\": \"shop\"}]}").apps().getFirst();
        assertThat(app.region()).isEqualTo("us");
        assertThat(app.stack()).isEqualTo("heroku-24");
        assertThat(app.generation()).isEqualTo("cedar");
        assertThat(app.addons()).isEmpty();
        assertThat(app.team()).isEmpty();
    }

    @Test
    void an_unknown_key_is_an_error_that_names_it() {
        assertThatThrownBy(() -> Scenario.read("{\"apps\": [{\"name\": \"shop\", \"colour\": \"red\"}]}"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("colour");
    }

    @Test
    void an_attachment_of_an_addon_that_is_nowhere_is_an_error() {
        var scenario = Scenario
                .read("{\"apps\": [{\"name\": \"shop\", \"attachments\": [{\"addon\": \"gone\", \"as\": \"DB\"}]}]}");
        assertThatThrownBy(() -> HerokuEmulator.start(scenario)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add-on");
    }

    @Test
    void the_name_of_a_scenario_that_is_not_there_is_answered_with_those_that_are() {
        assertThatThrownBy(() -> Scenario.named("tiny")).hasMessageContaining("small, messy, large");
    }
}
