package io.stackblaze.server.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.zip.GZIPOutputStream;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.stackblaze.engine.FakeEngine;
import io.stackblaze.server.Server;
import io.stackblaze.server.ServerConfig;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.operation.StepExecution;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
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
    private static final String BOOKS = """
            name: books
            services:
              web:
                type: web
                build: .
                scaling: {min_instances: 1, max_instances: 5}
                env:
                  DATABASE_URL: {from_service: db, property: connection_string}
              worker:
                type: worker
                build: .
                env:
                  DATABASE_URL: {from_service: db, property: connection_string}
              db: {type: postgres, version: "16"}
            """;
    private static final LocatorAssertions.ContainsTextOptions PATIENT = new LocatorAssertions.ContainsTextOptions()
            .setTimeout(60_000);

    @TempDir
    static Path home;
    private static final JsonMapper JSON = new JsonMapper();
    private static final FakeEngine ENGINE = new FakeEngine();
    private static Server server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start(new ServerConfig(home, "127.0.0.1", 0, "localhost", 8080, null, 1_000_000_000L),
                new Server.Outside(ENGINE, Figures.NONE, Clock.systemUTC(), new SecureRandom(), StepExecution.DIRECT));
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
            page.locator("a.name[href='/projects/shop/production']").click();
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

    @Test
    void aDeploymentIsWatchedAndWhatCameOfItIsScaledAndRolledBack() throws Exception {
        try (var browser = new Browser(); var window = browser.window()) {
            var page = window.newPage();
            page.navigate(api("POST", "/api/v1/sign-in-links", "").path("url").asString());
            watchToTheEnd(page, deploy());

            page.locator(".outcome a").click();
            assertThat(page.locator("#standing")).containsText("live");
            assertThat(page.locator("#wires path")).hasCount(2);
            assertThat(page.locator("#service-web")).containsText("http://web.books.localhost:8080");
            assertThat(page.locator("#service-web .uses")).hasText("uses db");

            page.locator("#open-web").click();
            page.locator("#instances").fill("3");
            page.locator("text=Scale web").click();
            watchToTheEnd(page, null);
            assertThat(page.locator("h1")).hasText("Scale web=3");

            watchToTheEnd(page, deploy());
            page.navigate(server.url() + "/projects/books/production/releases");
            page.locator("[aria-label='Roll back to v1']").click();
            assertThat(page.locator(".effects")).containsText("Databases keep the data");
            page.locator("text=Roll back to v1 >> nth=-1").click();
            watchToTheEnd(page, null);

            ENGINE.failWhen(service -> service.name().equals("web"));
            page.navigate(server.url() + "/operations/" + deploy());
            assertThat(page.locator(".outcome")).containsText("failed", PATIENT);
            assertThat(page.locator(".trouble .why")).isVisible();
            page.locator(".outcome a").click();
            assertThat(page.locator(".brief-failing .why")).isVisible();
        }
    }

    private static void watchToTheEnd(Page page, @Nullable String operation) {
        if (operation != null) {
            page.navigate(server.url() + "/operations/" + operation);
        }
        assertThat(page.locator(".outcome")).containsText("succeeded", PATIENT);
    }

    private static String deploy() throws IOException, InterruptedException {
        var source = api("POST", "/api/v1/sources", "application/gzip", archive()).path("source").asString();
        var body = JSON.createObjectNode().put("blueprint", BOOKS).put("source", source);
        return api("POST", "/api/v1/projects/books/environments/production/deployments", "application/json",
                JSON.writeValueAsBytes(body)).path("id").asString();
    }

    /** A Procfile application, which is built without any tool. */
    private static byte[] archive() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            byte[] procfile = "web: ./serve\nworker: ./work\n".getBytes(StandardCharsets.UTF_8);
            var entry = new TarArchiveEntry("Procfile");
            entry.setSize(procfile.length);
            tar.putArchiveEntry(entry);
            tar.write(procfile);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static HttpResponse<String> browse(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).header("Accept", "text/html").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode api(String method, String path, String body) throws IOException, InterruptedException {
        return api(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode api(String method, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
                .header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return JSON.readTree(answer.body());
    }
}
