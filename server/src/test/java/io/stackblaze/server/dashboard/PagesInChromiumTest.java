package io.stackblaze.server.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every page, light and dark, on a phone and on a desk. */
class PagesInChromiumTest {
    private static final String ENVIRONMENT = "/projects/shop/production";
    private static final String MIGRATION = "/migrations/" + Moves.ID;
    private static Desk desk;
    private static Browser browser;
    private static String faults;

    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put("projects", "/");
        PAGES.put("project", "/projects/shop");
        PAGES.put("environment", ENVIRONMENT);
        PAGES.put("environment-deploying", ENVIRONMENT);
        PAGES.put("environment-bad", ENVIRONMENT);
        PAGES.put("environment-empty", "/projects/shop/staging");
        PAGES.put("service", ENVIRONMENT + "/services/web");
        PAGES.put("service-bad", ENVIRONMENT + "/services/worker");
        PAGES.put("cron", ENVIRONMENT + "/services/totals");
        PAGES.put("datastore", ENVIRONMENT + "/services/db");
        PAGES.put("database", ENVIRONMENT + "/services/db/database");
        PAGES.put("database-redis", ENVIRONMENT + "/services/cache/database");
        PAGES.put("log", ENVIRONMENT + "/log");
        PAGES.put("figures", ENVIRONMENT + "/figures");
        PAGES.put("figures-empty", "/projects/shop/staging/figures");
        PAGES.put("releases", ENVIRONMENT + "/releases");
        PAGES.put("rollback", ENVIRONMENT + "/releases/9/rollback");
        PAGES.put("variables", ENVIRONMENT + "/variables");
        PAGES.put("operations", ENVIRONMENT + "/operations");
        PAGES.put("operation", "/operations/" + Shop.running().id());
        PAGES.put("operation-failed", "/operations/" + Shop.failed().id());
        PAGES.put("operation-succeeded", "/operations/" + Shop.succeeded().id());
        PAGES.put("destroy", "/projects/shop/destroy");
        PAGES.put("migrations", "/migrations");
        PAGES.put("migration", MIGRATION);
        PAGES.put("migration-begun", "/migrations/wiki");
        PAGES.put("migration-copying", MIGRATION);
        PAGES.put("migration-cutting", MIGRATION);
        PAGES.put("migration-after", MIGRATION);
        PAGES.put("migration-early", MIGRATION);
        PAGES.put("migration-watch", MIGRATION + "/watch");
        PAGES.put("migration-failed", MIGRATION);
        PAGES.put("migration-ready", MIGRATION);
        PAGES.put("migration-inspection", MIGRATION + "/inspection");
        PAGES.put("migration-approve", MIGRATION + "/approve");
        PAGES.put("migration-report", MIGRATION + "/report");
        PAGES.put("migration-rollback", MIGRATION + "/rollback");
    }

    @BeforeAll
    static void open() throws IOException {
        desk = Desk.withShop();
        desk.control.put(Shop.empty());
        browser = new Browser();
        try (var script = PagesInChromiumTest.class.getResourceAsStream("faults.js")) {
            faults = new String(java.util.Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void close() {
        browser.close();
        desk.close();
    }

    static Stream<Arguments> windows() {
        return Stream.of(Arguments.of("desktop", 1280, 860, ColorScheme.LIGHT),
                Arguments.of("desktop", 1280, 860, ColorScheme.DARK),
                Arguments.of("phone", 390, 844, ColorScheme.LIGHT),
                Arguments.of("phone", 390, 844, ColorScheme.DARK), Arguments.of("narrow", 360, 740, ColorScheme.LIGHT));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void pagesAreNamedReadableAndFit(String name, int width, int height, ColorScheme theme) {
        var found = new ArrayList<String>();
        try (var window = browser.window(desk, width, height, theme)) {
            var page = window.newPage();
            page.onConsoleMessage(message -> found.add(page.url() + " console: " + message.text()));
            page.onPageError(error -> found.add(page.url() + " script: " + error));
            page.onRequest(request -> {
                if (!request.url().startsWith(desk.url("/"))) {
                    found.add(page.url() + " asks elsewhere: " + request.url());
                }
            });
            PAGES.forEach((title, address) -> {
                desk.control.put(title.equals("environment-deploying")
                        ? Shop.deploying()
                        : title.endsWith("-bad") ? Shop.badDay() : Shop.goodDay());
                desk.control.migrations.put(switch (title) {
                    case "migration-copying" -> Moves.copying();
                    case "migration-cutting" -> Moves.cutting();
                    case "migration-after", "migration-report", "migration-rollback" -> Moves.afterCut();
                    case "migration-early", "migration-watch" -> Moves.early();
                    case "migration-failed" -> Moves.failed();
                    case "migration-ready" -> Moves.ready();
                    default -> Moves.beforeCut();
                });
                page.navigate(address);
                if (title.equals("migration")) {
                    page.waitForSelector(".lag canvas");
                }
                if (title.equals("figures")) {
                    page.waitForSelector(".plot canvas");
                }
                for (var fault : (List<?>) page.evaluate(faults)) {
                    found.add(title + " on " + name + ", " + theme + ": " + fault);
                }
                Shots.keep(page, title + "-" + name + "-" + theme);
            });
        }
        assertThat(found).isEmpty();
    }
}
