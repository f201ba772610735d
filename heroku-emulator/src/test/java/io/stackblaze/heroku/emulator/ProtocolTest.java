package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Fault;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What holds for every call: rights, versions, pages, limits, faults, and the record of it. */
final class ProtocolTest {
    private static final String RELEASES = "/apps/the-app-with-the-longest-nam3/releases";

    @AutoClose
    private final HerokuEmulator emulator;
    private final Client client;

    ProtocolTest() throws InterruptedException {
        emulator = HerokuEmulator.start(Scenario.named("messy"));
        client = Client.of(emulator);
    }

    @Test
    void a_wrong_token_is_refused() throws Exception {
        var answer = client.with("wrong").get("/apps");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"id\":\"unauthorized\"");
    }

    @Test
    void a_token_counts_also_as_the_password_of_nobody() throws Exception {
        var basic = "Basic "
                + Base64.getEncoder().encodeToString((":" + emulator.token()).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(emulator.apiUri().resolve("/account"))
                .header("Authorization", basic).header("Accept", "application/vnd.heroku+json; version=3").build();
        var answer = client.http().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_call_without_a_version_is_refused() throws Exception {
        assertThat(client.get("/apps", "Accept", "application/json").statusCode()).isEqualTo(406);
        assertThat(client.get("/client/v11/databases/postgresql-shared-00001", "Accept", "application/json")
                .statusCode()).isEqualTo(200);
    }

    @Test
    void a_token_for_reading_sees_no_config_and_changes_nothing() throws Exception {
        var reader = client.with(emulator.token(Scope.READ));
        assertThat(reader.get("/apps/abc").statusCode()).isEqualTo(200);
        assertThat(reader.get("/apps/abc/config-vars").statusCode()).isEqualTo(403);
        assertThat(reader.send("PATCH", "/apps/abc", "{\"maintenance\": true}").statusCode()).isEqualTo(403);
        assertThat(client.with(emulator.token(Scope.READ_PROTECTED)).get("/apps/abc/config-vars").statusCode())
                .isEqualTo(200);
    }

    @Test
    void long_lists_come_in_pages() throws Exception {
        var versions = new ArrayList<Integer>();
        var range = "version ..; max=100";
        for (int page = 0; page < 3; page++) {
            var answer = client.get(RELEASES, "Range", range);
            assertThat(answer.statusCode()).isEqualTo(page < 2 ? 206 : 200);
            versions.addAll(versions(answer.body()));
            range = answer.headers().firstValue("Next-Range").orElse("");
        }
        assertThat(range).isEmpty();
        assertThat(versions).hasSize(230).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void without_a_range_a_list_has_two_hundred_items_at_most() throws Exception {
        var answer = client.get(RELEASES);
        assertThat(versions(answer.body())).hasSize(200);
        assertThat(answer.headers().firstValue("Next-Range")).isPresent();
    }

    @Test
    void a_list_can_be_read_from_its_end() throws Exception {
        assertThat(versions(client.get(RELEASES, "Range", "version ..; max=3, order=desc").body()))
                .containsExactly(230, 229, 228);
        assertThat(versions(client.get(RELEASES, "Range", "version ..; order=desc,max=1").body()))
                .containsExactly(230);
    }

    @Test
    void a_range_over_an_unknown_field_is_refused() throws Exception {
        assertThat(client.get(RELEASES, "Range", "colour ..; max=3").statusCode()).isEqualTo(416);
    }

    @Test
    void an_unchanged_answer_is_not_sent_twice() throws Exception {
        var tag = client.get("/apps/abc").headers().firstValue("ETag").orElseThrow();
        assertThat(client.get("/apps/abc", "If-None-Match", tag).statusCode()).isEqualTo(304);
        client.send("PATCH", "/apps/abc", "{\"maintenance\": true}");
        assertThat(client.get("/apps/abc", "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void every_answer_tells_what_is_left_of_the_rate_limit() throws Exception {
        emulator.faults().budget(2);
        assertThat(client.get("/apps").headers().firstValue("RateLimit-Remaining")).hasValue("1");
        assertThat(client.get("/apps").statusCode()).isEqualTo(200);
        var answer = client.get("/apps");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("rate_limit");
    }

    @Test
    void faults_hit_as_many_calls_as_they_are_meant_for() throws Exception {
        emulator.faults().next(2, new Fault.ServerError(503), call -> call.endsWith("/config-vars"));
        assertThat(client.get("/apps/abc").statusCode()).isEqualTo(200);
        assertThat(client.get("/apps/abc/config-vars").statusCode()).isEqualTo(503);
        assertThat(client.get("/apps/abc/config-vars").statusCode()).isEqualTo(503);
        assertThat(client.get("/apps/abc/config-vars").statusCode()).isEqualTo(200);
    }

    @Test
    void connections_can_be_cut_before_and_in_the_middle_of_an_answer() {
        emulator.faults().next(1, new Fault.CutShort(), call -> call.equals("GET /apps"));
        assertThatThrownBy(() -> client.get("/apps")).isInstanceOf(IOException.class);
        emulator.faults().next(10, new Fault.Cut(), call -> call.startsWith("PATCH"));
        assertThatThrownBy(() -> client.send("PATCH", "/apps/abc", "{\"maintenance\": true}"))
                .isInstanceOf(IOException.class);
        assertThat(emulator.calls()).extracting(Call::status).containsOnly(0);
    }

    @Test
    void an_app_can_be_renamed_in_the_middle() throws Exception {
        emulator.faults().before(call -> call.endsWith("/formation"), () -> emulator.rename("abc", "abcd"));
        var id = client.json("/apps/abc").path("id").asString();
        assertThat(client.get("/apps/abc/formation").statusCode()).isEqualTo(404);
        assertThat(client.get("/apps/" + id + "/formation").statusCode()).isEqualTo(200);
    }

    @Test
    void a_rotated_credential_shows_in_every_app_that_uses_it() throws Exception {
        var before = client.json("/apps/the-app-with-the-longest-nam3/config-vars");
        emulator.rotate("redis-cylindrical-00003");
        var after = client.json("/apps/the-app-with-the-longest-nam3/config-vars");
        assertThat(after.path("REDIS_URL")).isNotEqualTo(before.path("REDIS_URL"))
                .isEqualTo(after.path("HEROKU_REDIS_AMBER_URL"))
                .isEqualTo(client.json("/apps/borrower/config-vars").path("SHARED_REDIS_URL"));
        assertThat(after.path("DATABASE_URL")).isEqualTo(before.path("DATABASE_URL"));
    }

    @Test
    void latency_is_added_to_each_call() throws Exception {
        emulator.faults().latency(Duration.ofMillis(150));
        var start = System.nanoTime();
        client.get("/apps/abc");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void every_call_is_recorded_with_its_request_id() throws Exception {
        var answer = client.get("/apps/abc?extended=true");
        client.send("PATCH", "/apps/abc", "{\"maintenance\": true}");
        client.send("POST", "/actions/addons/resolve", "{\"addon\": \"kafka-deep-00005\"}");
        assertThat(emulator.calls()).extracting(Call::method, Call::path, Call::query, Call::status, Call::isMutating)
                .containsExactly(tuple("GET", "/apps/abc", "extended=true", 200, false),
                        tuple("PATCH", "/apps/abc", "", 200, true),
                        tuple("POST", "/actions/addons/resolve", "", 200, false));
        assertThat(emulator.calls().getFirst().requestId())
                .isEqualTo(answer.headers().firstValue("Request-Id").orElseThrow());
    }

    @Test
    void what_is_not_there_is_named() throws Exception {
        assertThat(client.get("/apps/nope").body()).contains("\"id\":\"not_found\"", "\"resource\":\"app\"");
        assertThat(client.get("/nonsense").statusCode()).isEqualTo(404);
        assertThat(client.send("PATCH", "/apps/abc/config-vars", "{nonsense").statusCode()).isEqualTo(400);
    }

    private static List<Integer> versions(String body) {
        return JsonMapper.shared().readTree(body).valueStream().map(one -> one.path("version").asInt()).toList();
    }
}
