package io.stackblaze.server.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

import io.stackblaze.engine.FakeEngine;
import io.stackblaze.server.Server;
import io.stackblaze.server.ServerConfig;
import io.stackblaze.server.environment.Figures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard where it belongs: on a server, behind its doors, over its own store. */
class DashboardOnServerTest {
    private static final String SHOP = "/api/v1/projects/shop/environments/production";
    @TempDir
    static Path home;
    private static final JsonMapper JSON = new JsonMapper();
    private static Server server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(new ServerConfig(home, "127.0.0.1", 0, "localhost", 8080, null, 1_000_000_000L),
                Server.Outside.with(new FakeEngine(), Figures.NONE));
        client = HttpClient.newHttpClient();
        // Nothing is deployed yet: this keeps the value and makes the project.
        api("PATCH", SHOP + "/variables", """
                {"set": [{"name": "LOG_LEVEL", "value": "info", "secret": false},
                         {"name": "API_KEY", "value": "s3cr3t-of-the-shop", "secret": true}]}""");
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void nobodyIsShownHowToSignInAndNothingElse() throws Exception {
        for (var page : new String[]{"/", "/projects/shop", "/projects/shop/production/variables",
                "/operations/op_1"}) {
            var answer = browse(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(401);
            assertThat(answer.body()).as(page).contains("stackblaze open --dashboard").doesNotContain("LOG_LEVEL");
        }
    }

    @Test
    void pagesAllowNothingInlineAndNothingFromElsewhere() throws Exception {
        assertThat(browse("/").headers().firstValue("Content-Security-Policy")).get().asString()
                .contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe", "http:", "https:", "*");
    }

    @Test
    void whatIsNotThereIsToldOnAPage() throws Exception {
        assertThat(browse("/nowhere")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("All projects");
        });
    }

    @Test
    void aFormFromAnotherSiteIsRefused() throws Exception {
        for (var origin : new String[]{"http://evil.example", "null"}) {
            var request = HttpRequest.newBuilder(URI.create(server.url() + "/projects/shop/production/variables"))
                    .header("Origin", origin).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("name=A&value=b")).build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aPersonSignsInSetsAVariableAndSignsOut() throws Exception {
        var found = new ArrayList<String>();
        try (var browser = new Browser(); var window = browser.window()) {
            var page = window.newPage();
            page.onConsoleMessage(message -> found.add(message.text()));
            page.navigate(api("POST", "/api/v1/sign-in-links", "").path("url").asString());
            assertThat(page.locator("h1")).hasText("Projects");
            page.locator("a.name").click();
            assertThat(page.locator("main")).containsText("Nothing runs here");

            page.locator("text=Variables").click();
            assertThat(page.locator("table")).containsText("secret, never shown");
            assertThat(page.content()).doesNotContain("s3cr3t-of-the-shop");
            page.locator("#name").fill("GREETING");
            page.locator("#value").fill("<b>hello</b>");
            page.locator("text=Set and release").click();
            assertThat(page.locator("table")).containsText("<b>hello</b>");
            page.locator("[aria-label='Unset GREETING']").click();
            assertThat(page.locator("table")).not().containsText("GREETING");

            for (var tab : new String[]{"Log", "Figures", "Releases", "Operations"}) {
                page.locator(".tabs >> text=" + tab).click();
                assertThat(page.locator(".tabs [aria-current]")).hasText(tab);
            }
            assertThat(found).isEmpty();
            page.locator("text=Sign out").click();
            assertThat(page.locator("h1")).hasText("Sign in from your terminal");
            page.navigate(server.url() + "/projects/shop");
            assertThat(page.locator("h1")).hasText("Sign in from your terminal");
        }
    }

    private static HttpResponse<String> browse(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).header("Accept", "text/html").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode api(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body));
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return JSON.readTree(answer.body());
    }
}
