package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Every answer of the Platform API is what Heroku's published schema says it is. */
final class AnswersTest {
    private static final Map<String, String> OF_AN_APP = Map.ofEntries(Map.entry("", "app"),
            Map.entry("/addons", "add-on"), Map.entry("/addon-attachments", "add-on-attachment"),
            Map.entry("/config-vars", "config-var"), Map.entry("/formation", "formation"), Map.entry("/dynos", "dyno"),
            Map.entry("/available-dyno-sizes", "dyno-size"), Map.entry("/domains", "domain"),
            Map.entry("/sni-endpoints", "sni-endpoint"), Map.entry("/releases", "release"),
            Map.entry("/builds", "build"), Map.entry("/buildpack-installations", "buildpack-installation"),
            Map.entry("/collaborators", "collaborator"), Map.entry("/features", "app-feature"),
            Map.entry("/log-drains", "log-drain"), Map.entry("/telemetry-drains", "telemetry-drain"),
            Map.entry("/webhooks", "app-webhook"), Map.entry("/available-stacks", "stack"));
    private static final Map<String, String> OF_THE_ACCOUNT = Map.ofEntries(Map.entry("/account", "account"),
            Map.entry("/account/rate-limits", "rate-limit"), Map.entry("/account/features", "account-feature"),
            Map.entry("/apps", "app"), Map.entry("/addons", "add-on"),
            Map.entry("/addon-attachments", "add-on-attachment"), Map.entry("/teams", "team"),
            Map.entry("/spaces", "space"), Map.entry("/regions", "region"), Map.entry("/stacks", "stack"),
            Map.entry("/dyno-sizes", "dyno-size"), Map.entry("/pipelines", "pipeline"),
            Map.entry("/pipeline-couplings", "pipeline-coupling"));

    @ParameterizedTest
    @ValueSource(strings = {"small", "messy", "large", "pipeline"})
    void are_as_published(String name) throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named(name))) {
            var client = Client.of(emulator);
            for (var entry : OF_THE_ACCOUNT.entrySet()) {
                check(client, entry.getKey(), entry.getValue());
            }
            for (JsonNode app : client.json("/apps")) {
                checkApp(client, "/apps/" + app.path("name").asString());
            }
            for (JsonNode pipeline : client.json("/pipelines")) {
                checkPipeline(client, "/pipelines/" + pipeline.path("id").asString());
            }
            for (JsonNode addon : client.json("/addons")) {
                check(client, "/addons/" + addon.path("id").asString(), "add-on");
                check(client, "/addons/" + addon.path("id").asString() + "/config", "add-on-config");
            }
            for (JsonNode team : client.json("/teams")) {
                check(client, "/teams/" + team.path("name").asString() + "/members", "team-member");
            }
            for (JsonNode space : client.json("/spaces")) {
                check(client, "/spaces/" + space.path("name").asString() + "/nat", "space-nat");
            }
        }
    }

    @Test
    void of_changes_are_as_published() throws Exception {
        try (var emulator = HerokuEmulator.start(Scenario.named("small"))) {
            var client = Client.of(emulator);
            var app = "/apps/small-shop";
            checkChange(client, "PATCH", app, "{\"maintenance\": true}", "app");
            checkChange(client, "PATCH", app + "/config-vars", "{\"A\": \"b\", \"LOG_LEVEL\": null}", "config-var");
            checkChange(client, "PATCH", app + "/formation", "{\"updates\": [{\"type\": \"web\", \"quantity\": 2}]}",
                    "formation");
            checkChange(client, "PATCH", app + "/formation/worker",
                    "{\"quantity\": 1, \"dyno_size\": {\"name\": \"standard-1x\"}}", "formation");
            checkChange(client, "POST", app + "/dynos", "{\"command\": \"bash\", \"env\": {\"A\": \"b\"}}", "dyno");
            checkChange(client, "POST", app + "/domains", "{\"hostname\": \"a.example.com\", \"sni_endpoint\": null}",
                    "domain");
            checkChange(client, "POST", app + "/log-drains", "{\"url\": \"https://logs.example.com\"}", "log-drain");
            checkChange(client, "POST", app + "/log-sessions", "{\"tail\": true}", "log-session");
            checkChange(client, "POST", app + "/addons", "{\"plan\": \"heroku-redis:mini\"}", "add-on");
            checkChange(client, "POST", app + "/releases",
                    "{\"release\": \"" + client.json(app + "/releases/3").path("id").asString() + "\"}", "release");
            checkChange(client, "DELETE", app + "/addons/redis-silhouetted-54321", "", "add-on");
        }
    }

    private static void checkApp(Client client, String path) throws Exception {
        for (var entry : OF_AN_APP.entrySet()) {
            check(client, path + entry.getKey(), entry.getValue());
        }
        for (JsonNode release : client.json(path + "/releases")) {
            var slug = release.path("slug").path("id").asString("");
            if (!slug.isEmpty()) {
                check(client, path + "/slugs/" + slug, "slug");
            }
            for (JsonNode artifact : release.path("artifacts")) {
                if (artifact.path("type").asString().equals("oci-image")) {
                    check(client, path + "/oci-images/" + artifact.path("id").asString(), "oci-image");
                }
            }
            check(client, path + "/releases/" + release.path("version").asInt() + "/config-vars", "config-var");
            break;
        }
        for (JsonNode drain : client.json(path + "/log-drains")) {
            assertThat(drain.path("token").asString()).startsWith("d.");
        }
    }

    private static void checkPipeline(Client client, String path) throws Exception {
        check(client, path, "pipeline");
        check(client, path + "/pipeline-couplings", "pipeline-coupling");
        check(client, path + "/pipeline-stack", "pipeline-stack");
        check(client, path + "/review-apps", "review-app");
        if (client.get(path + "/review-app-config").statusCode() == 200) {
            check(client, path + "/review-app-config", "review-app-config");
        }
    }

    private static void check(Client client, String path, String definition) throws Exception {
        assertThat(faults(client.json(path), definition)).as(path).isEmpty();
    }

    private static void checkChange(Client client, String method, String path, String body, String definition)
            throws IOException, InterruptedException {
        var answer = client.send(method, path, body);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 202);
        assertThat(faults(JsonMapper.shared().readTree(answer.body()), definition)).as(method + " " + path).isEmpty();
    }

    private static List<String> faults(JsonNode answer, String definition) {
        var faults = new ArrayList<String>();
        if (answer.isArray()) {
            answer.forEach(one -> faults.addAll(PublishedSchema.faults(definition, one)));
        } else {
            faults.addAll(PublishedSchema.faults(definition, answer));
        }
        return faults;
    }
}
