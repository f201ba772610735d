package io.stackblaze.router;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The router's own answers, to people and to programs. */
@Timeout(60)
class ErrorPageTest {
    @Test
    void anUnknownHostListsNothing() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            HttpResponse<String> answer = router.get("/admin");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            assertThat(answer.body()).contains("There is no app here").contains("stackblaze up")
                    .contains("color-scheme")
                    .doesNotContain("<script").doesNotContain("http://").doesNotContain("shop");
        }
    }

    @Test
    void anAppThatStartsRefreshesItsPage() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            HttpResponse<String> answer = router.route(new Route.Target.Starting()).get("/");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("2");
            assertThat(answer.body()).contains("is starting").contains("http-equiv=\"refresh\"");
        }
    }

    @Test
    void anAppThatStoppedSaysHowToStartIt() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            HttpResponse<String> answer = router.route(new Route.Target.Stopped()).get("/");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("is stopped").contains("stackblaze up")
                    .doesNotContain("http-equiv=\"refresh\"");
        }
    }

    @Test
    void anAppThatCrashedSaysWhyAndNothingOfThatIsMarkup() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            router.route(new Route.Target.Crashed("exit 1: <script>alert('&')</script>"));

            assertThat(router.get("/").body())
                    .contains("exit 1: &lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
        }
    }

    @Test
    void programsGetAProblemDocument() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            HttpResponse<String> answer = router.route(new Route.Target.Crashed("exit \"1\"")).get("/", "accept",
                    "application/json", "x-request-id", "0123456789-0123456789");

            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(answer.headers().firstValue("vary")).contains("accept");
            JsonNode problem = new JsonMapper().readTree(answer.body());
            assertThat(problem.get("status").asInt()).isEqualTo(503);
            assertThat(problem.get("code").asString()).isEqualTo("crashed");
            assertThat(problem.get("title").asString()).isEqualTo("This app has crashed");
            assertThat(problem.get("detail").asString()).isEqualTo("exit \"1\"");
            assertThat(problem.get("remedy").asString()).contains("stackblaze logs");
            assertThat(problem.get("request_id").asString()).isEqualTo("0123456789-0123456789");
        }
    }

    @Test
    void headGetsNoBodyAndARefusedUploadItsAnswer() throws Exception {
        try (RouterFixture router = new RouterFixture()) {
            HttpResponse<String> head = router
                    .send(router.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(404);
            assertThat(head.body()).isEmpty();

            HttpResponse<String> upload = router
                    .send(router.request("/").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[300_000])));
            assertThat(upload.statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/json | true", "application/problem+json, text/html;q=0.5 | true",
            "application/vnd.api+json | true", "text/html, application/json | false",
            "text/html;q=0.2, application/json;q=0.9 | true",
            "*/* | false", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | false",
            "application/json;q=x | false",
            "application/json;q=0 | false", ";;, | false"})
    void whoPrefersJson(String accept, boolean json) {
        assertThat(ErrorPage.prefersJson(accept)).isEqualTo(json);
    }

    @Property
    void anAcceptOfAnyKindGetsAnAnswer(@ForAll String accept, @ForAll String detail) {
        assertThat(ErrorPage.of(Fault.CRASHED, detail, "shop.example.org", "id", accept).body()).isNotEmpty();
    }

    @Property
    void escapedTextHoldsNoMarkup(@ForAll String text) throws IOException {
        assertThat(ErrorPage.escape(text)).doesNotContain("<", ">", "\"", "'");
    }
}
