package io.stackblaze.heroku.platform;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.stackblaze.heroku.platform.HerokuException.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HerokuReaderTest {
    private final List<Duration> pauses = new ArrayList<>();
    private FakeHeroku fake;
    private HerokuReader reader;

    HerokuReaderTest() throws IOException {
        fake = new FakeHeroku();
        reader = new HerokuReader(fake.hosts(), new Token("HRKU-test"), pauses::add);
    }

    @BeforeEach
    void nothingWasAskedYet() {
        assertThat(fake.requests).isEmpty();
    }

    @AfterEach
    void end() {
        reader.close();
        fake.close();
    }

    private HerokuException refused() {
        return catchThrowableOfType(HerokuException.class, () -> reader.get(Question.of("/apps/shop")));
    }

    @Test
    void asksForVersionThreeAndKnowsWhatIsLeft() throws Exception {
        fake.then(200, "{\"name\": \"shop\"}", "RateLimit-Remaining", "4321");

        assertThat(reader.get(Question.of("/apps/shop")).path("name").asString()).isEqualTo("shop");
        assertThat(fake.requests).containsExactly("GET /apps/shop application/vnd.heroku+json; version=3 null");
        assertThat(reader.budget().remaining()).isEqualTo(4321);
        assertThat(reader.budget().calls()).isEqualTo(1);
    }

    @Test
    void readsAListToItsEnd() throws Exception {
        fake.then(206, "[1, 2]", "Next-Range", "]2..; max=2").then(206, "[3, 4]", "Next-Range", "]4..; max=2").then(200,
                "[5]");

        assertThat(reader.list(Question.of("/apps"))).extracting(JsonNode::asInt).containsExactly(1, 2, 3, 4, 5);
        assertThat(fake.requests).extracting(each -> each.replaceFirst(".*version=3 ", "")).containsExactly("null",
                "]2..; max=2", "]4..; max=2");
    }

    @Test
    void waitsOutAStormOfRefusals() throws Exception {
        for (int i = 0; i < 5; i++) {
            fake.then(429, "{\"id\": \"rate_limit\", \"message\": \"slow down\"}", "RateLimit-Remaining", "0");
        }
        fake.then(429, "{}", "Retry-After", "7").then(200, "{}", "RateLimit-Remaining", "12");

        reader.get(Question.of("/apps/shop"));

        assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 7000L);
        assertThat(reader.budget().retries()).isEqualTo(6);
    }

    @Test
    void givesUpAStormThatDoesNotEnd() {
        fake.then(429, "{\"message\": \"Your account reached the API rate limit.\"}", "Request-Id", "abc-1");

        var refused = refused();

        assertThat(refused.code()).isEqualTo(Code.RATE_LIMITED);
        assertThat(refused.message()).contains("4500", "(request abc-1)");
        assertThat(fake.requests).hasSize(10);
    }

    @Test
    void asksAgainAfterFailuresAndBrokenConnections() throws Exception {
        fake.then(503, "<html>").then(0, "").then(502, "").then(200, "{\"a\": 1}");

        assertThat(reader.get(Question.of("/apps/shop")).path("a").asInt()).isEqualTo(1);
    }

    @Test
    void tellsFailuresThatLast() {
        fake.then(500, "{\"message\": \"boom\"}", "Request-Id", "r1");

        assertThat(refused().message()).isEqualTo("Heroku failed to answer /apps/shop (500): boom. (request r1)");
        assertThat(fake.requests).hasSize(6);
    }

    @Test
    void tellsAWrongTokenAtOnceAndNeverShowsIt() {
        fake.then(401, "{\"id\": \"unauthorized\", \"message\": \"Invalid credentials provided.\"}");

        var refused = refused();

        assertThat(refused.code()).isEqualTo(Code.UNAUTHORIZED);
        assertThat(refused.message() + refused.remedy() + new Token("HRKU-test")).doesNotContain("HRKU-test");
        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void tellsWhatATokenMayNotSee() {
        fake.then(403, "{\"id\": \"forbidden\", \"message\": \"You do not have access to the app shop.\"}");
        assertThat(refused().code()).isEqualTo(Code.FORBIDDEN);
        assertThat(refused().remedy()).contains("read-protected");
    }

    @Test
    void tellsSomethingThatIsNotHeroku() {
        fake.then(200, "<html>Please sign in to the hotel's network</html>");

        assertThat(refused().code()).isEqualTo(Code.NOT_HEROKU);
    }

    @Test
    void hasNoWayToWrite() {
        var said = Arrays.stream(HerokuReader.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())).map(java.lang.reflect.Method::getName);

        assertThat(said).containsExactlyInAnyOrder("get", "list", "list", "budget", "close");
    }
}
