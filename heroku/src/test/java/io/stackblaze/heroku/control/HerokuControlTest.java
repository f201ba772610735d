package io.stackblaze.heroku.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Fault;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.inventory.ProcessType;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuException.Code;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HerokuControlTest {
    private static final String SHOP = """
            {"apps": [{"name": "shop", "process_types": {"web": "node web.js", "worker": "node worker.js"},
              "formation": {"web": {"quantity": 2, "size": "Standard-1X"}, "worker": {"quantity": 1}},
              "jobs": [{"command": "node totals.js", "every": 60, "at": 10}],
              "addons": [{"name": "pg-1", "plan": "heroku-postgresql:essential-0", "as": ["DATABASE"]},
                         {"name": "redis-1", "plan": "heroku-redis:mini", "as": ["REDIS"]}]},
             {"name": "admin", "attachments": [{"addon": "pg-1", "as": "SHOP"}]}]}
            """;

    private final List<Duration> pauses = new ArrayList<>();
    private final HerokuEmulator heroku;
    private final HerokuControl control;

    HerokuControlTest() throws Exception {
        heroku = HerokuEmulator.start(Scenario.read(SHOP));
        control = control(heroku.token());
    }

    private HerokuControl control(String token) {
        return new HerokuControl(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()), new Token(token),
                pauses::add);
    }

    @AfterEach
    void end() {
        control.close();
        heroku.close();
    }

    private Job job() throws Exception {
        return control.jobs("shop").orElseThrow().getFirst();
    }

    private List<String> changes() {
        return heroku.calls().stream().filter(call -> !call.method().equals("GET")).map(Call::method).toList();
    }

    @Test
    void theMaintenancePageIsShownAndTakenAway() throws Exception {
        control.maintenance("shop", true);
        assertThat(control.maintenance("shop")).isTrue();

        control.maintenance("shop", false);
        assertThat(control.maintenance("shop")).isFalse();
    }

    @Test
    void aProcessTypeIsScaledAndKeepsItsSize() throws Exception {
        assertThat(control.scale("shop", "web", 0)).isEqualTo(new ProcessType("web", "node web.js", 0, "Standard-1X"));

        assertThat(control.formation("shop")).extracting(ProcessType::type, ProcessType::quantity)
                .containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple("web", 0),
                        org.assertj.core.groups.Tuple.tuple("worker", 1));
        assertThat(control.dynos("shop")).extracting(Dyno::name).containsExactly("worker.1");

        control.scale("shop", "web", 2);
        assertThat(control.dynos("shop")).extracting(Dyno::name).containsExactlyInAnyOrder("web.1", "web.2",
                "worker.1");
    }

    @Test
    void aProcessTypeThatIsNotThereIsTold() {
        var refused = catchThrowableOfType(HerokuException.class, () -> control.scale("shop", "clock", 1));

        assertThat(refused.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(refused.message()).contains("clock");
    }

    @Test
    void aJobIsTakenAwayAndComesBack() throws Exception {
        var job = job();

        assertThat(control.deleteJob("shop", job)).isEqualTo(new JobChange.Done(job));
        assertThat(control.jobs("shop")).hasValue(List.of());
        assertThat(control.deleteJob("shop", job)).isEqualTo(new JobChange.Done(job));

        var made = ((JobChange.Done) control.createJob("shop", job)).job();
        assertThat(made.cron()).isEqualTo("10 * * * *");
        assertThat(control.createJob("shop", job)).isEqualTo(new JobChange.Done(made));
        assertThat(control.jobs("shop").orElseThrow()).containsExactly(made);
    }

    @Test
    void aJobWhoseAnswerWasLostIsNotMadeTwice() throws Exception {
        var job = job();
        control.deleteJob("shop", job);
        heroku.faults().next(1, new Fault.CutShort(), call -> call.startsWith("POST"));

        assertThat(control.createJob("shop", job)).isInstanceOf(JobChange.Done.class);

        assertThat(control.jobs("shop").orElseThrow()).hasSize(1);
    }

    @Test
    void schedulerThatRefusesIsAPersonsWork() throws Exception {
        var job = job();
        heroku.faults().next(10, new Fault.Forbidden(), call -> call.contains("/jobs"));

        assertThat(control.jobs("shop")).isEmpty();
        var refused = (JobChange.ByHand) control.deleteJob("shop", job);

        assertThat(refused.remedy()).contains("Delete the job `node totals.js` at https://dashboard.heroku.com/apps/",
                "/scheduler");
        assertThat(((JobChange.ByHand) control.createJob("shop", job)).remedy())
                .contains("Add the job `node totals.js` (10 * * * * UTC)");
    }

    @Test
    void whatSaysHowThingsShouldBeIsRepeatedWhenHerokuFails() throws Exception {
        heroku.faults().next(2, new Fault.ServerError(503), call -> call.startsWith("PATCH"));
        heroku.faults().next(1, new Fault.Cut(), call -> call.startsWith("PATCH"));
        heroku.faults().next(1, new Fault.TooManyRequests(), call -> call.startsWith("PATCH"));

        control.scale("shop", "worker", 0);

        assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L, 4000L);
        assertThat(control.dynos("shop")).noneMatch(dyno -> dyno.type().equals("worker"));
    }

    @Test
    void failuresThatLastAreTold() {
        heroku.faults().next(100, new Fault.ServerError(503), call -> call.startsWith("PATCH"));

        var refused = catchThrowableOfType(HerokuException.class, () -> control.maintenance("shop", true));

        assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(changes()).hasSize(6);
    }

    @Test
    void aTokenThatMayOnlyReadIsToldAndNotShown() {
        var token = heroku.token(Scope.READ_PROTECTED);
        try (var reading = control(token)) {
            var refused = catchThrowableOfType(HerokuException.class, () -> reading.maintenance("shop", true));

            assertThat(refused.code()).isEqualTo(Code.FORBIDDEN);
            assertThat(refused.remedy()).contains("may write");
            assertThat(refused.message() + refused.remedy()).doesNotContain(token);
        }
    }

    @Test
    void nothingIsDeletedWithoutItsTypedName() {
        assertThatThrownBy(() -> control.deleteApp("shop", "Shop")).hasMessageContaining("Nothing was deleted");
        assertThatThrownBy(() -> control.deleteAddon("shop", "redis-1", ""))
                .hasMessageContaining("Nothing was deleted");

        assertThat(changes()).isEmpty();
    }

    @Test
    void anAddonThatAnotherAppUsesIsNeverDeleted() {
        assertThatThrownBy(() -> control.deleteAddon("shop", "pg-1", "pg-1"))
                .hasMessageContaining("used by the app admin");
        assertThatThrownBy(() -> control.deleteAddon("admin", "pg-1", "pg-1")).isInstanceOf(HerokuException.class);

        assertThat(changes()).isEmpty();
    }

    @Test
    void whatWasConfirmedIsDeletedAndGoneIsDone() throws Exception {
        control.deleteAddon("shop", "redis-1", "redis-1");
        control.deleteAddon("shop", "redis-1", "redis-1");
        control.deleteApp("admin", "admin");
        control.deleteApp("admin", "admin");

        assertThat(changes()).containsExactly("DELETE", "DELETE");
        assertThatThrownBy(() -> control.formation("admin")).hasMessageContaining("knows nothing");
    }

    @Test
    void aNameThatCannotBeOneIsNotSent() {
        assertThatThrownBy(() -> control.maintenance("shop/../admin", true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> control.scale("shop", "web", 101)).isInstanceOf(IllegalArgumentException.class);
        assertThat(heroku.calls()).isEmpty();
    }
}
