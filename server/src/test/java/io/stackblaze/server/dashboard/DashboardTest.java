package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class DashboardTest {
    private static final String ENVIRONMENT = "/projects/shop/production";
    private static final String MIGRATION = "/migrations/" + Moves.ID;
    private static final List<String> PAGES = List.of("/", "/projects/shop", "/projects/shop/destroy", ENVIRONMENT,
            ENVIRONMENT + "/log", ENVIRONMENT + "/figures", ENVIRONMENT + "/releases", ENVIRONMENT + "/variables",
            ENVIRONMENT + "/operations", ENVIRONMENT + "/down", ENVIRONMENT + "/releases/1/rollback",
            ENVIRONMENT + "/services/web", ENVIRONMENT + "/services/web/log", ENVIRONMENT + "/services/web/figures",
            ENVIRONMENT + "/services/web/variables", ENVIRONMENT + "/services/web/releases",
            ENVIRONMENT + "/services/db", ENVIRONMENT + "/services/db/destroy", ENVIRONMENT + "/services/totals",
            "/migrations", MIGRATION, MIGRATION + "/report", MIGRATION + "/inspection", MIGRATION + "/approve",
            MIGRATION + "/rollback", MIGRATION + "/cutover", MIGRATION + "/settle");

    private final Desk desk = Desk.withShop();
    private final Http http = new Http(desk);

    static Stream<String> pages() {
        return PAGES.stream();
    }

    @AfterEach
    void close() {
        http.close();
        desk.close();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesLoadNothingFromElsewhereAndRunNothingInline(String page) {
        var answer = http.get(page);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContainPattern("(?i)<script(?![^>]* src=\"/assets/)")
                .doesNotContainPattern("(?i)\\s(style|on[a-z]+)=\"")
                .doesNotContainPattern("(?i)(src|<link[^>]* href)=\"(https?:)?//");
    }

    @Test
    void assetsAreNamedByTheirContentAndKeptForGood() {
        var found = Pattern.compile("\"(/assets/[^\"]+)\"").matcher(http.get(ENVIRONMENT).body());
        var addresses = found.results().map(match -> match.group(1)).distinct().toList();

        assertThat(addresses).hasSizeGreaterThan(6);
        for (var address : addresses) {
            var asset = http.get(address);
            assertThat(asset.statusCode()).as(address).isEqualTo(200);
            assertThat(asset.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        }
        assertThat(http.get("/assets/page.js").statusCode()).isEqualTo(404);
    }

    static Stream<String> pagesThatShowTexts() {
        return pages().filter(page -> !page.endsWith("/services/db/destroy"));
    }

    @ParameterizedTest
    @MethodSource("pagesThatShowTexts")
    void everyTextIsEscaped(String page) {
        try (var evil = Evil.desk(); var visitor = new Http(evil)) {
            assertHarmless(visitor.get(page).body());
        }
    }

    @Test
    void everyTextOfAnOperationIsEscaped() {
        try (var evil = Evil.desk(); var visitor = new Http(evil)) {
            assertHarmless(visitor.get("/operations/op_evil").body());
        }
    }

    @Test
    void liveEventsAreEscapedToo() {
        try (var evil = Evil.desk(); var visitor = new Http(evil)) {
            evil.control.put(Shop.succeeded());
            var events = visitor.get("/operations/" + Shop.succeeded().id() + "/live").body();

            assertThat(events).contains("event: log", "event: operation", "event: over");
            assertHarmless(events);
        }
    }

    @Test
    void liveEventsOfAMigrationAreEscapedToo() {
        try (var evil = Evil.desk(); var visitor = new Http(evil)) {
            var events = visitor.firstEvents(MIGRATION + "/live", "event: history");

            assertThat(events).contains("event: now", "event: sides", "event: data");
            assertHarmless(events);
        }
    }

    private static void assertHarmless(String markup) {
        assertThat(markup).contains("evil-tag").doesNotContain("<evil-tag", "<script>alert")
                .doesNotContainPattern("(?i)(href|src|action)=\"javascript:");
    }

    @Test
    void whatIsNotThereIsToldOnAPage() {
        for (var path : List.of("/projects/none", "/projects/shop/none", "/projects/shop/No%20Name",
                ENVIRONMENT + "/services/none", "/operations/op_none")) {
            var answer = http.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("does not exist", "All projects");
        }
    }

    @Test
    void destroyingAsksForTheName() {
        var path = "/projects/shop/destroy";

        var wrong = http.post(path, Map.of("confirm", "shpo"));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Nothing was done");
        assertThat(http.post(path, Map.of()).statusCode()).isEqualTo(422);
        assertThat(http.post(ENVIRONMENT + "/services/db/destroy", Map.of("confirm", "web")).statusCode())
                .isEqualTo(422);
        assertThat(desk.control.asked).isEmpty();

        var right = http.post(path, Map.of("confirm", "shop"));
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(right.headers().firstValue("Location")).get().asString().contains("/operations/");
        assertThat(desk.control.asked).containsExactly("destroy shop");
    }

    @Test
    void scalingTakesOnlyNumbersThatFit() {
        var path = ENVIRONMENT + "/services/web/scale";

        for (var wrong : List.of("", "many", "-1", "101", "1e3", "99999999999")) {
            assertThat(http.post(path, Map.of("instances", wrong)).statusCode()).as(wrong).isEqualTo(422);
        }
        assertThat(desk.control.asked).isEmpty();
        http.post(path, Map.of("instances", "3"));
        assertThat(desk.control.asked).containsExactly("scale shop/production web=3 by owner");
    }

    @Test
    void aSecretIsSetAndNeverShown() {
        var path = ENVIRONMENT + "/variables";

        var answer = http.post(path,
                Map.of("name", "API_KEY", "value", " s3cr3t ", "secret", "true", "service", "web"));

        assertThat(answer.statusCode()).isEqualTo(303);
        for (var wrong : List.of("", "A B", "1A", "A=B", "$(id)", "A".repeat(129))) {
            assertThat(http.post(path, Map.of("name", wrong, "value", "x")).statusCode()).as(wrong).isEqualTo(422);
        }
        assertThat(http.post(path, Map.of("name", "A", "value", "x", "service", "none")).statusCode()).isEqualTo(422);
        assertThat(desk.control.asked).containsExactly("set API_KEY= s3cr3t  secret for web");
        assertThat(http.get(path).body()).contains("API_KEY", "secret, never shown").doesNotContain("s3cr3t");
        http.post(path + "/unset", Map.of("name", "API_KEY", "service", "web"));
        assertThat(http.get(path).body()).doesNotContain("API_KEY");
    }

    @Test
    void rollingBackShowsWhatWillHappenFirst() {
        var path = ENVIRONMENT + "/releases/9/rollback";

        assertThat(http.get(path).body()).contains("LOG_LEVEL goes back", "Roll back to v9");
        assertThat(desk.control.asked).isEmpty();
        http.post(path, Map.of());
        assertThat(desk.control.asked).containsExactly("rollback shop/production to 9");
    }

    @Test
    void olderReleasesAreOnePageFurther() {
        desk.control.releases.clear();
        for (int version = 40; version > 0; version--) {
            desk.control.releases.add(Shop.release(version));
        }

        assertThat(http.get(ENVIRONMENT + "/releases").body()).contains(">v40<", ">v11<", "?before=11")
                .doesNotContain(">v10<");
        assertThat(http.get(ENVIRONMENT + "/releases?before=11").body()).contains(">v10<", ">v1<")
                .doesNotContain(">v11<", "?before=");
    }
}
